import type { Drift } from 'tradespec'
import { createBinance, hmac, type OperationId } from 'tradespec/binance'
import { createHandlers, type MockLogEntry } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { BASE_URL, fetchFrom, KEY, NOW } from '../helpers/mock-client.js'
import { callOf, idsByTag, paramsFor, SAPI_IDS } from '../helpers/sapi-samples.js'

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

/** Ids that the client would make up at random. */
const ownIds = (id: OperationId): object =>
  Object.fromEntries(Object.entries(operations[id].params).flatMap(([name, { clientId }]) => (clientId ? [[name, 'x'.repeat(32)]] : [])))

describe('a seed', () => {
  it('gives the same bytes again, whoever else asks at the same time, and another seed gives others', async () => {
    const ids = SAPI_IDS.filter((id) => id !== 'renewMarginRiskListenKey')
    const textsOf = async (seed: number) => {
      const handlers = fetchFrom(createHandlers({ baseUrl: BASE_URL, credentials: KEY, now: () => NOW, seed }))
      const texts: string[] = []
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const response = await handlers(input, init)
        texts.push(await response.clone().text())
        return response
      }
      const binance = createBinance({ auth: hmac(KEY), baseUrl: BASE_URL, fetch, now: () => NOW, retry: false })
      for (const id of ids) await callOf(binance, id)({ ...ownIds(id), ...((await paramsFor(binance, id)) as object) })
      return texts
    }
    const [one, same, other] = await Promise.all([textsOf(1), textsOf(1), textsOf(2)])
    expect(one).toHaveLength(ids.length)
    expect(same).toEqual(one)
    expect(one.filter((text, index) => text !== other?.[index]).length).toBeGreaterThan(ids.length / 2)
  })
})
