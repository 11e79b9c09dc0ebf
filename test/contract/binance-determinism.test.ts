import type { MockOptions } from 'tradespec/binance/mocks'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { MAIN_IDS, type MainId, samples } from '../helpers/binance-samples.js'
import { BASE_URL, KEY, NOW } from '../helpers/mock-client.js'
import { handlersOf, sendWire, type WireParams } from '../helpers/wire-call.js'

const ids = MAIN_IDS
const samplesOf = (id: MainId) => samples[id].map((sample) => (sample ?? {}) as WireParams)

/** Answers that hold nothing a seed could change: empty ones, and the plain clock and counters. */
const seedless = new Set<MainId>(['exchangeInfo', 'accountCommission', 'ping', 'time', 'rateLimitOrder'])
const isSeedless = (id: MainId, params: WireParams) =>
  seedless.has(id) || ((id === 'orderTest' || id === 'sorOrderTest') && params['computeCommissionRates'] !== true)

const answer = async (id: MainId, params: WireParams, options: MockOptions = {}): Promise<string> => {
  const { status, text } = await sendWire(handlersOf({ operations: [id], ...options }), { operationId: id, params })
  expect(status).toBe(200)
  return text
}

describe.each(ids)('%s', (id) => {
  it('answers the same bytes to the same seed and request', async () => {
    for (const params of samplesOf(id)) expect(await answer(id, params)).toBe(await answer(id, params))
  })

  it('answers something else to another seed', async () => {
    for (const params of samplesOf(id)) {
      const differs = (await answer(id, params)) !== (await answer(id, params, { seed: 2 }))
      expect([params, differs]).toEqual([params, !isSeedless(id, params)])
    }
  })
})

describe('public market data', () => {
  const publicIds = ids.filter((id) => !operations[id].signed && id !== 'time')

  it.each(publicIds)('%s is the same at any time, unless the mock is given a clock', async (id) => {
    const clock = { now: undefined, baseUrl: BASE_URL, credentials: KEY }
    for (const params of samplesOf(id)) {
      const first = await answer(id, params, clock)
      await new Promise((resolve) => setTimeout(resolve, 2))
      expect(await answer(id, params, clock)).toBe(first)
    }
  })

  it('does not depend on what was asked before', async () => {
    const calls = publicIds.flatMap((id) => samplesOf(id).map((params) => ({ operationId: id, params })))
    const run = async (order: typeof calls) => {
      const handlers = handlersOf()
      const texts = new Map<string, string>()
      for (const call of order) texts.set(JSON.stringify(call), (await sendWire(handlers, call)).text)
      return texts
    }
    const [forwards, backwards] = [await run(calls), await run([...calls].reverse())]
    for (const [call, text] of forwards) expect([call, backwards.get(call)]).toEqual([call, text])
  })

  it('moves with the clock of the mock', async () => {
    const later = () => NOW + 3_600_000
    expect(await answer('tickerPrice', { symbol: 'BTCUSDT' })).not.toBe(await answer('tickerPrice', { symbol: 'BTCUSDT' }, { now: later }))
  })
})

describe('an id that the client makes up', () => {
  const clientIds = ids.filter((id) => Object.values(operations[id].params).some((spec) => spec.clientId !== undefined))

  it.each(clientIds)('changes nothing else in the answer to %s', async (id) => {
    const names = Object.keys(operations[id].params).filter((name) => operations[id].params[name]?.clientId !== undefined)
    for (const params of samplesOf(id)) {
      // Ids that a sample gives on purpose (to look an order up) stay.
      const free = names.filter((name) => params[name] === undefined)
      const withIds = (text: string) => Object.fromEntries(free.map((name, index) => [name, `${text}${index}`]))
      const plain = (text: string, answered: string) => free.reduce((all, _name, index) => all.replaceAll(`${text}${index}`, '*'), answered)
      const one = plain('one-', await answer(id, { ...params, ...withIds('one-') }))
      expect(one).toBe(plain('two-', await answer(id, { ...params, ...withIds('two-') })))
    }
  })
})

describe('the time unit', () => {
  const unit = (value: string) => ({ 'X-MBX-TIME-UNIT': value })
  const ask = async (id: MainId, value: string | undefined) => {
    const call = { operationId: id, params: samplesOf(id)[0] ?? {}, ...(value === undefined ? {} : { headers: unit(value) }) }
    return (await sendWire(handlersOf(), call)).body
  }

  it.each(['MICROSECOND', 'microsecond'])('%s makes all times of an answer microseconds', async (value) => {
    expect(await ask('time', value)).toEqual({ serverTime: NOW * 1000 })
    const [candle] = (await ask('klines', value)) as number[][]
    const [usual] = (await ask('klines', undefined)) as number[][]
    expect([candle?.[0], candle?.[6]]).toEqual([(usual?.[0] ?? 0) * 1000, (usual?.[6] ?? 0) * 1000])
    expect(candle?.slice(1, 6)).toEqual(usual?.slice(1, 6))
    const placed = (await ask('newOrder', value)) as Record<string, number>
    expect([placed['transactTime'], placed['workingTime']]).toEqual([NOW * 1000, NOW * 1000])
  })

  it.each([...ids])('MICROSECOND changes nothing but times in the answer to %s', async (id) => {
    const milliseconds = (value: unknown): unknown => {
      if (typeof value === 'number') return value > 1e15 && value < 1e16 ? value / 1000 : value
      if (Array.isArray(value)) return value.map(milliseconds)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, milliseconds(member)]))
    }
    expect(milliseconds(await ask(id, 'MICROSECOND'))).toEqual(await ask(id, undefined))
  })

  it.each(['MILLISECOND', 'millisecond'])('%s is the usual one', async (value) => {
    expect(await ask('time', value)).toEqual({ serverTime: NOW })
  })

  it.each(['', 'SECOND', 'Microsecond', 'us'])('"%s" is refused', async (value) => {
    expect(await ask('time', value)).toMatchObject({ code: -1194 })
  })
})
