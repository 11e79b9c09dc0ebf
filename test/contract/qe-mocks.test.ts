import type { Drift } from 'tradespec'
import type { OperationId } from 'tradespec/qe'
import { operations } from 'tradespec/qe/operations'
import { schemas } from 'tradespec/qe/schemas'
import { describe, expect, it } from 'vitest'
import { methodOf } from '../helpers/qe-client.js'
import { mockQe } from '../helpers/qe-mock.js'
import { samples } from '../helpers/qe-samples.js'

const SEEDS = 200

describe.each(Object.keys(operations) as OperationId[])('%s', (id) => {
  it(`answers ${SEEDS} seeds as its spec says, on the wire and through the client, with every answer checked`, async () => {
    const calls = samples[id]
    const { response } = schemas[id]
    const drifts: Drift[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const { qe, texts } = mockQe({ seed, operations: [id] }, { onDrift: (drift) => drifts.push(drift) })
      const result = await methodOf(qe, id)(calls[seed % calls.length])
      const { code, message } = JSON.parse(texts[0] ?? '') as { code: number; message: unknown }
      expect([code, texts.length]).toEqual([200, 1])
      expect(response.safeParse(message).error).toBeUndefined()
      expect(response.safeParse(result).error).toBeUndefined()
    }
    expect(drifts).toEqual([])
  })
})
