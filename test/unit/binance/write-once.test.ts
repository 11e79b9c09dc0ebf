import { NetworkError, TimeoutError } from 'tradespec'
import { type BinanceOptions, createBinance } from 'tradespec/binance'
import { operations } from 'tradespec/binance/operations'
import { describe, expect, it } from 'vitest'
import { MAIN_IDS, samples } from '../../helpers/binance-samples.js'
import { caught } from '../../helpers/caught.js'
import { FAILURES } from '../../helpers/failures.js'
import { closedAddress, startServer, startSocketServer } from '../../helpers/local-server.js'
import { fetchFailure, json, parameter, spyFetch } from '../../helpers/spy-fetch.js'
import { credentials } from '../../helpers/test-keys.js'
import { verifyWire } from '../../helpers/verify-wire.js'

/** Real sockets, and a policy that would repeat ten times, at once. */
const client = (baseUrl: string, options: BinanceOptions = {}) =>
  createBinance({ auth: credentials.ed25519(), baseUrl, retry: { maxRetries: 10, baseDelayMs: 0 }, ...options })
const order = { symbol: 'BTCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '2' } as const

describe.each(FAILURES)('a write is sent exactly once on $name', ({ answer, error: code, outcome }) => {
  const timeoutMs = code === 'TIMEOUT' ? 150 : 10_000

  it('newOrder', async () => {
    const { baseUrl, received } = await startServer(answer)
    const error = await caught(() => client(baseUrl, { timeoutMs }).newOrder(order))
    expect(received).toHaveLength(1)
    expect(error).toMatchObject({ code, outcome, attempts: 1, operationId: 'newOrder' })
    expect(error.clientOrderId).toMatch(/^[\w-]{22}$/)
    expect(error.clientOrderId).toBe(parameter(received[0]?.query ?? '', 'newClientOrderId'))
  })

  it('deleteOrder', async () => {
    const { baseUrl, received } = await startServer(answer)
    const error = await caught(() => client(baseUrl, { timeoutMs }).deleteOrder({ symbol: 'BTCUSDT', origClientOrderId: 'mine' }))
    expect(received.map(({ method }) => method)).toEqual(['DELETE'])
    expect(error).toMatchObject({ code, outcome, attempts: 1, clientOrderId: 'mine' })
  })
})

it('a write is sent exactly once when the connection is reset before it is read', async () => {
  const { baseUrl, sockets } = await startSocketServer((socket) => {
    setTimeout(() => socket.resetAndDestroy(), 20)
  })
  const error = await caught(() => client(baseUrl).newOrder({ ...order, newClientOrderId: 'mine' }))
  expect(error).toBeInstanceOf(NetworkError)
  expect(error).toMatchObject({ outcome: 'unknown', attempts: 1, clientOrderId: 'mine' })
  expect(sockets).toHaveLength(1)
})

describe('every write of the table', () => {
  const writes = MAIN_IDS.filter((id) => operations[id].write)

  it('is there', () => {
    expect(writes).toEqual(
      expect.arrayContaining(['newOrder', 'deleteOrder', 'orderCancelReplace', 'orderAmendKeepPriority', 'orderListOco', 'sorOrder']),
    )
    expect(writes).toHaveLength(13)
  })

  it.each(writes)('%s is sent once on 503, and once on a lost connection', async (id) => {
    for (const answer of [() => json('', 503), () => Promise.reject(fetchFailure('ECONNRESET'))]) {
      const { fetch, sent } = spyFetch(answer)
      const method = createBinance({ auth: credentials.hmac(), fetch, retry: { maxRetries: 10, baseDelayMs: 0 } })[id]
      // A sample of its own operation fits each method; their union fits none.
      const error = await caught(() => (method as (params: unknown) => Promise<unknown>)(samples[id][0]))
      expect(sent).toHaveLength(1)
      expect(error).toMatchObject({ outcome: 'unknown', attempts: 1, operationId: id })
    }
  })

  it.each(writes.filter((id) => id.startsWith('order') || id === 'newOrder' || id === 'sorOrder'))('%s can be asked after', async (id) => {
    const { fetch, sent } = spyFetch(() => json('', 503))
    const method = createBinance({ auth: credentials.hmac(), fetch })[id]
    const error = await caught(() => (method as (params: unknown) => Promise<unknown>)(samples[id][0]))
    const query = sent[0]?.query ?? ''
    expect(error.clientOrderId).toBe(parameter(query, 'newClientOrderId') ?? parameter(query, 'listClientOrderId'))
    expect(error.clientOrderId).toBeDefined()
  })
})

describe('a write may go out again', () => {
  it('while connections are refused, bounded, and says at last that nothing was sent', async () => {
    const error = await caught(async () => client(await closedAddress(), { retry: { maxRetries: 3, baseDelayMs: 0 } }).newOrder(order))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ outcome: 'not-sent', attempts: 4, cause: { code: 'ECONNREFUSED' } })
    expect(error.message).toMatch(/^newOrder: ECONNREFUSED \(127\.0\.0\.1:\d+\)\. Nothing was sent\.$/)
  })

  it('after a wrong timestamp: the clock is measured, and the same order is signed anew and sent once more', async () => {
    const ahead = 60_000
    const local = 1_790_000_000_000
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url?.startsWith('/api/v3/time')) response.end(JSON.stringify({ serverTime: local + ahead }))
      else if (request.url?.includes(`timestamp=${local}&`))
        response.writeHead(400).end('{"code":-1021,"msg":"Timestamp outside of recvWindow."}')
      else response.end('{"orderId":1}')
    })
    const binance = client(baseUrl, { now: () => local })
    expect(await binance.newOrder(order)).toEqual({ orderId: 1 })
    const orders = received.filter(({ path }) => path === '/api/v3/order')
    expect(received.map(({ path }) => path)).toEqual(['/api/v3/order', ...Array(3).fill('/api/v3/time'), '/api/v3/order'])
    expect(received[1]).toMatchObject({ query: '' })
    expect(received[1]?.headers).not.toHaveProperty('x-mbx-apikey')
    const [first, second] = orders.map(({ query }) => verifyWire('ed25519', { query, body: '' }))
    expect(first).toMatchObject({ timestamp: String(local) })
    expect(Number(second?.['timestamp'])).toBeGreaterThan(local + ahead - 1000)
    expect({ ...second, timestamp: '' }).toEqual({ ...first, timestamp: '' })
    expect(parameter(orders[0]?.query ?? '', 'signature')).not.toBe(parameter(orders[1]?.query ?? '', 'signature'))
    // What was measured stays.
    await binance.newOrder(order)
    expect(received).toHaveLength(6)
  })

  it('after a wrong timestamp only once', async () => {
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url?.startsWith('/api/v3/time')) response.end('{"serverTime":1}')
      else response.writeHead(400).end('{"code":-1021,"msg":"Timestamp outside of recvWindow."}')
    })
    const error = await caught(() => client(baseUrl).newOrder(order))
    expect(error).toMatchObject({ providerCode: -1021, outcome: 'rejected', attempts: 2 })
    expect(received.filter(({ path }) => path === '/api/v3/order')).toHaveLength(2)
  })

  it('not after a wrong timestamp that comes with status 500', async () => {
    const { baseUrl, received } = await startServer((_request, response) => {
      response.writeHead(500).end('{"code":-1021,"msg":"?"}')
    })
    expect(await caught(() => client(baseUrl).newOrder(order))).toMatchObject({ outcome: 'unknown', attempts: 1 })
    expect(received).toHaveLength(1)
  })

  it('not when the second sending has an unknown end', async () => {
    let orders = 0
    const { baseUrl, received } = await startServer((request, response) => {
      if (request.url?.startsWith('/api/v3/order')) orders += 1
      if (request.url?.startsWith('/api/v3/time')) response.end('{"serverTime":1}')
      else if (orders === 1) response.writeHead(400).end('{"code":-1021,"msg":"Timestamp outside of recvWindow."}')
      else request.socket.resetAndDestroy()
    })
    const error = await caught(() => client(baseUrl).newOrder(order))
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', attempts: 2 })
    expect(received.filter(({ path }) => path === '/api/v3/order')).toHaveLength(2)
  })
})

describe('an aborted write', () => {
  it('that was not sent yet says so', async () => {
    const { baseUrl, received } = await startServer(() => undefined)
    const error = await caught(() => client(baseUrl).newOrder(order, { signal: AbortSignal.abort() }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', attempts: 0 })
    expect(received).toEqual([])
  })

  it('in flight is unknown, and sent once', async () => {
    const controller = new AbortController()
    const { baseUrl, received } = await startServer(() => controller.abort(new Error('enough')))
    const error = await caught(() => client(baseUrl).newOrder(order, { signal: controller.signal }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'unknown', attempts: 1, cause: { message: 'enough' } })
    expect(received).toHaveLength(1)
  })

  it('while it waits for its next attempt was not sent', async () => {
    const controller = new AbortController()
    const { fetch, sent } = spyFetch(() => {
      setTimeout(() => controller.abort(), 1)
      throw fetchFailure('ECONNREFUSED', 'connect')
    })
    const options = { auth: credentials.hmac(), fetch, retry: { baseDelayMs: 1e9, maxDelayMs: 1e9, deadlineMs: 2e9 } }
    const error = await caught(() => createBinance(options).newOrder(order, { signal: controller.signal }))
    expect(error).toMatchObject({ code: 'ABORTED', outcome: 'not-sent', attempts: 1 })
    expect(sent).toHaveLength(1)
  })
})

it('timeoutMs of a call wins over that of the client', async () => {
  const { baseUrl } = await startServer(() => undefined)
  const error = await caught(() => client(baseUrl, { timeoutMs: 60_000 }).newOrder(order, { timeoutMs: 20 }))
  expect(error).toBeInstanceOf(TimeoutError)
  expect(error.message).toContain('within 20 ms')
})
