import type { MockLogEntry, MockOptions } from 'tradespec/binance/mocks'
import { describe, expect, it } from 'vitest'
import { BASE_URL, fetchFrom, NOW } from '../../../helpers/mock-client.js'
import { handlersOf, hmacHex, sendWire, type WireCall } from '../../../helpers/wire-call.js'

async function entryOf(call: WireCall, options: MockOptions = {}): Promise<MockLogEntry> {
  const entries: MockLogEntry[] = []
  await sendWire(handlersOf({ ...options, onRequest: (entry) => entries.push(entry) }), call)
  expect(entries).toHaveLength(1)
  return entries[0] as MockLogEntry
}

describe('the verdict on a signature', () => {
  it.each<[string, MockLogEntry['signature'], WireCall, MockOptions?]>([
    ['not-needed of a public call', 'not-needed', { operationId: 'ping' }],
    ['not-needed of a public call that is refused', 'not-needed', { operationId: 'depth', params: {} }],
    ['ok of a call that is signed rightly', 'ok', { operationId: 'getAccount' }],
    ['ok of a call that is refused for its parameters', 'ok', { operationId: 'getOrder', params: {} }],
    ['missing where there is none', 'missing', { operationId: 'getAccount', signature: null }],
    ['mismatch where it is wrong', 'mismatch', { operationId: 'getAccount', signature: () => 'f'.repeat(64) }],
    ['not-checked where the key is missing', 'not-checked', { operationId: 'getAccount', apiKey: null }],
    ['not-checked where the key is unknown', 'not-checked', { operationId: 'getAccount', apiKey: 'unknown' }],
    ['not-checked where the timestamp is missing', 'not-checked', { operationId: 'getAccount', timestamp: null }],
    ['not-checked where the timestamp is stale', 'not-checked', { operationId: 'getAccount', timestamp: NOW - 60_000 }],
    ['not-checked where the limit is reached', 'not-checked', { operationId: 'getAccount' }, { limits: { weightPerMinute: 0 } }],
  ])('is %s', async (_text, signature, call, options) => {
    expect((await entryOf(call, options)).signature).toBe(signature)
  })

  it('holds both texts on a mismatch: what was received, and what the parameters give', async () => {
    const query = `symbol=BTCUSDT&origClientOrderId=%61+b%2f&timestamp=${NOW}`
    const call = { operationId: 'getOrder', params: {}, query, timestamp: null, signature: () => 'f'.repeat(64) } as const
    expect(await entryOf(call)).toMatchObject({
      received: query,
      expected: `symbol=BTCUSDT&origClientOrderId=a%20b%2F&timestamp=${NOW}`,
    })
    const inBody = { ...call, query: 'symbol=BTCUSDT', body: `orderId=1&timestamp=${NOW}`, operationId: 'deleteOrder' } as const
    expect(await entryOf(inBody)).toMatchObject({
      received: `symbol=BTCUSDTorderId=1&timestamp=${NOW}`,
      expected: `symbol=BTCUSDTorderId=1&timestamp=${NOW}`,
    })
  })

  it('holds no text otherwise', async () => {
    const entry = await entryOf({ operationId: 'getAccount' })
    expect(entry).toEqual({
      method: 'GET',
      path: '/api/v3/account',
      operationId: 'getAccount',
      status: 200,
      code: undefined,
      signature: 'ok',
    })
  })
})

describe('the log', () => {
  it('names operation, status and code of a refusal, and has a line for unknown paths', async () => {
    const entries: MockLogEntry[] = []
    const handlers = handlersOf({ onRequest: (entry) => entries.push(entry) })
    await sendWire(handlers, { operationId: 'depth', params: { symbol: 'X' } })
    await fetchFrom(handlers)(`${BASE_URL}/api/v3/nothing?secret=1`, { method: 'POST' })
    expect(entries).toEqual([
      { method: 'GET', path: '/api/v3/depth', operationId: 'depth', status: 400, code: -1121, signature: 'not-needed' },
      { method: 'POST', path: '/api/v3/nothing', operationId: undefined, status: 404, code: undefined, signature: 'not-needed' },
    ])
  })

  it('never holds a secret, a key or a right signature', async () => {
    const right = hmacHex(`timestamp=${NOW}`)
    const text = JSON.stringify([
      await entryOf({ operationId: 'getAccount', params: {} }),
      await entryOf({ operationId: 'getAccount', params: {}, signature: () => `${right.slice(0, -1)}0x` }),
    ])
    for (const hidden of ['mock-secret', 'mock-key', right]) expect(text).not.toContain(hidden)
  })
})
