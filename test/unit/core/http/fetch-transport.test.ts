import { describe, expect, it } from 'vitest'
import { fetchTransport } from '../../../../src/core/http/fetch-transport.js'
import { TransportFailure } from '../../../../src/core/http/send.js'
import { fetchFailure, json } from '../../../helpers/spy-fetch.js'
import { wireRequest } from '../../../helpers/wire.js'

type Init = readonly [url: string, init: RequestInit]

async function asked(request: Parameters<typeof wireRequest>[0]): Promise<Init> {
  let seen: Init | undefined
  await fetchTransport(async (url, init) => {
    seen = [url, init]
    return json({})
  })(wireRequest(request))
  if (!seen) throw new Error('fetch was not called')
  return seen
}

describe('fetch is called', () => {
  it('with the address as text and a plain init', async () => {
    const [url, init] = await asked({ query: 'a=%20', headers: { A: 'b' } })
    expect(url).toBe('https://api.test/api/v3/depth?a=%20')
    expect(init).toEqual({ method: 'GET', headers: { A: 'b' }, redirect: 'manual' })
  })
  it('with body and signal where there are some', async () => {
    const { signal } = new AbortController()
    const [, init] = await asked({ method: 'POST', body: 'a=1', signal })
    expect(init).toMatchObject({ method: 'POST', body: 'a=1' })
    expect(init.signal).toBe(signal)
  })
})

describe('an answer', () => {
  it('is read whole', async () => {
    const response = await fetchTransport(async () => json('{"a":1}', 429, { 'Retry-After': '3' }))(wireRequest())
    expect(response).toMatchObject({ status: 429, text: '{"a":1}' })
    expect(response.header('retry-after')).toBe('3')
    expect(response.header('absent')).toBeNull()
    expect(response.headers().get('RETRY-AFTER')).toBe('3')
  })
})

describe('a failure', () => {
  const failure = async (fetch: () => Promise<Response>): Promise<TransportFailure> => {
    try {
      await fetchTransport(fetch)(wireRequest())
    } catch (error) {
      if (error instanceof TransportFailure) return error
    }
    throw new Error('no TransportFailure')
  }
  const rejecting = (error: unknown) => failure(() => Promise.reject(error))

  it.each([
    ['ECONNREFUSED', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENOTFOUND', 'getaddrinfo'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined],
  ])('%s on %s sent nothing', async (code, syscall) => {
    expect(await rejecting(fetchFailure(code, syscall))).toMatchObject({ sent: false })
  })
  // An established connection can end with these as well, on Linux when the network in between gives up.
  it.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH'])('%s on read, or without a place, may have sent it', async (code) => {
    expect(await rejecting(fetchFailure(code, 'read'))).toMatchObject({ sent: true })
    expect(await rejecting(fetchFailure(code))).toMatchObject({ sent: true })
  })
  it('of several addresses sent nothing only if none was reached', async () => {
    const refused = fetchFailure('ECONNREFUSED', 'connect').cause
    const reset = fetchFailure('ECONNRESET', 'read').cause
    const all = (...errors: unknown[]) => new TypeError('fetch failed', { cause: new AggregateError(errors) })
    expect(await rejecting(all(refused, refused))).toMatchObject({ sent: false })
    expect(await rejecting(all(refused, reset))).toMatchObject({ sent: true })
  })
  it.each(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'])(
    '%s may have sent it',
    async (code) => {
      expect(await rejecting(fetchFailure(code))).toMatchObject({ sent: true })
    },
  )
  it('of unknown kind may have sent it', async () => {
    expect(await rejecting(new TypeError('Failed to fetch'))).toMatchObject({ sent: true })
    expect(await rejecting('a string')).toMatchObject({ sent: true })
  })
  it('while the answer is read may have sent it', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(fetchFailure('ECONNRESET')) })
    expect(await failure(async () => new Response(broken))).toMatchObject({ sent: true })
  })
  it('of a fetch that throws instead of rejecting is one too', async () => {
    const error = await failure(() => {
      throw fetchFailure('ECONNREFUSED', 'connect')
    })
    expect(error.sent).toBe(false)
  })
  it('is what an abort makes of a fetch that does not look at its signal', async () => {
    const controller = new AbortController()
    const running = fetchTransport(() => new Promise(() => undefined))(wireRequest({ signal: controller.signal }))
    controller.abort(new Error('time is up'))
    await expect(running).rejects.toMatchObject({ sent: true, cause: { message: 'time is up' } })
  })
  it('while the answer is read may have sent it, whatever its code', async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(fetchFailure('ENOTFOUND')) })
    expect(await failure(async () => new Response(broken))).toMatchObject({ sent: true })
  })
})
