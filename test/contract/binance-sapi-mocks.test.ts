import type { Drift } from 'tradespec'
import { createBinance, hmac } from 'tradespec/binance'
import { createHandlers, type MockLogEntry } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { BASE_URL, fetchFrom, KEY, NOW } from '../helpers/mock-client.js'
import { callOf, idsByTag, paramsFor } from '../helpers/sapi-samples.js'

const SEEDS = 200

describe.each([...idsByTag])('binance.%s', (_tag, ids) => {
  it(`answers ${SEEDS} seeds of each of its operations as the spec says, through the client, with every answer checked`, async () => {
    const drifts: Drift[] = []
    const refused: MockLogEntry[] = []
    for (let seed = 0; seed < SEEDS; seed += 1) {
      const onRequest = (entry: MockLogEntry) => {
        if (entry.status !== 200 || entry.signature !== (operations[entry.operationId ?? 'ping'].signed ? 'ok' : 'not-needed'))
          refused.push(entry)
      }
      // One mock and one client for all operations of a seed: what one of them leaves behind is part of what the next one meets.
      const fetch = fetchFrom(createHandlers({ baseUrl: BASE_URL, credentials: KEY, now: () => NOW, seed, operations: ids, onRequest }))
      const binance = createBinance({
        auth: hmac(KEY),
        baseUrl: BASE_URL,
        fetch,
        now: () => NOW,
        validate: 'all',
        retry: false,
        onDrift: (drift) => drifts.push(drift),
      })
      for (const id of ids) {
        expect(await callOf(binance, id)(await paramsFor(binance, id, seed))).toBeDefined()
      }
    }
    expect(refused).toEqual([])
    expect(drifts).toEqual([])
  }, 60_000)
})
