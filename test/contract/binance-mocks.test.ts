import type { Drift } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { MAIN_IDS, samples } from '../helpers/binance-samples.js'
import { mockClient } from '../helpers/mock-client.js'

const SEEDS = 200

describe.each(MAIN_IDS)('%s', (id) => {
  it(`answers ${SEEDS} seeds as its spec says, through the client, with every answer checked`, async () => {
    const calls = samples[id]
    const drifts: Drift[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { binance } = mockClient({ seed, operations: [id] }, { onDrift: (drift) => drifts.push(drift) })
      const call = binance[id] as (params?: unknown) => Promise<unknown>
      expect(await call(calls[seed % calls.length])).toBeDefined()
    }
    expect(drifts).toEqual([])
  })
})
