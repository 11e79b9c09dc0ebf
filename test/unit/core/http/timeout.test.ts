import { AbortedError, NetworkError, TimeoutError } from 'tradespec'
import { describe, expect, it, vi } from 'vitest'
import { type Send, TransportFailure } from '../../../../src/core/http/send.js'
import { errorCode, timeout } from '../../../../src/core/http/timeout.js'
import { caught } from '../../../helpers/caught.js'
import { scriptedSend, wireRequest, writeRequest } from '../../../helpers/wire.js'

/** Waits until its attempt is stopped, as a transport does. */
const hanging =
  (sent: boolean): Send =>
  ({ stop }) =>
    new Promise((_, reject) => {
      stop?.toSignal().addEventListener('abort', () => reject(new TransportFailure(sent, new Error('ended'))))
    })
const failing =
  (sent: boolean, cause: unknown): Send =>
  async () => {
    throw new TransportFailure(sent, cause)
  }

describe('an attempt', () => {
  it('is counted, and passes what it gets', async () => {
    const request = wireRequest()
    const layer = timeout()(async () => scriptedSend().send(wireRequest()))
    expect((await layer(request)).status).toBe(200)
    await layer(request)
    expect(request.call.attempts).toBe(2)
  })

  it('ends with TimeoutError after timeoutMs', async () => {
    const error = await caught(() => timeout()(hanging(true))(writeRequest({ timeoutMs: 5 })))
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'unknown', operationId: 'newOrder', attempts: 1, clientOrderId: 'my-id' })
    expect(error.message).toBe(
      'newOrder had no answer within 5 ms. It may have been executed: ask (client order id my-id) before you send it again.',
    )
  })

  it('that timed out before it was connected was not sent', async () => {
    const error = await caught(() => timeout()(hanging(false))(writeRequest({ timeoutMs: 5 })))
    expect(error).toMatchObject({ code: 'TIMEOUT', outcome: 'not-sent' })
  })

  it('leaves no timer and no listener behind', async () => {
    const controller = new AbortController()
    let listeners = 0
    const { signal } = controller
    const add = signal.addEventListener.bind(signal)
    const remove = signal.removeEventListener.bind(signal)
    signal.addEventListener = (...args: Parameters<typeof add>) => {
      listeners += 1
      add(...args)
    }
    signal.removeEventListener = (...args: Parameters<typeof remove>) => {
      listeners -= 1
      remove(...args)
    }
    const started = vi.spyOn(globalThis, 'setTimeout')
    const ended = vi.spyOn(globalThis, 'clearTimeout')
    try {
      await timeout()(scriptedSend().send)(wireRequest({ signal, timeoutMs: 2_000_000_000 }))
      const timers = started.mock.results.filter((_, index) => started.mock.calls[index]?.[1] === 2_000_000_000).map(({ value }) => value)
      expect(timers).toHaveLength(1)
      expect(ended.mock.calls.map(([timer]) => timer)).toContain(timers[0])
    } finally {
      started.mockRestore()
      ended.mockRestore()
    }
    expect(listeners).toBe(0)
  })
})

describe('an abort', () => {
  it('before sending sends nothing', async () => {
    const { send, requests } = scriptedSend()
    const reason = new Error('changed my mind')
    const error = await caught(() => timeout()(send)(writeRequest({ signal: AbortSignal.abort(reason) })))
    expect(error).toBeInstanceOf(AbortedError)
    expect(error).toMatchObject({ outcome: 'not-sent', attempts: 0, cause: reason })
    expect(requests).toEqual([])
  })

  it('in flight leaves the outcome unknown', async () => {
    const controller = new AbortController()
    const running = caught(() => timeout()(hanging(true))(writeRequest({ signal: controller.signal })))
    controller.abort(new Error('enough'))
    expect(await running).toMatchObject({ code: 'ABORTED', outcome: 'unknown', attempts: 1, clientOrderId: 'my-id' })
  })

  it('while connecting sent nothing', async () => {
    const controller = new AbortController()
    const running = caught(() => timeout()(hanging(false))(writeRequest({ signal: controller.signal })))
    controller.abort()
    expect(await running).toMatchObject({ code: 'ABORTED', outcome: 'not-sent' })
  })
})

describe('a failed connection', () => {
  const reset = Object.assign(new Error('read ECONNRESET at https://api.test/x?signature=CANARY'), {
    code: 'ECONNRESET',
    address: 'CANARY',
  })

  it('is NetworkError with the code and the host', async () => {
    const error = await caught(() => timeout()(failing(true, new TypeError('fetch failed', { cause: reset })))(writeRequest()))
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ code: 'NETWORK', outcome: 'unknown', clientOrderId: 'my-id', attempts: 1, cause: { code: 'ECONNRESET' } })
    expect(error.message).toBe(
      'newOrder: ECONNRESET (api.test). It may have been executed: ask (client order id my-id) before you send it again.',
    )
  })

  it('says that nothing was sent when nothing was', async () => {
    const error = await caught(() => timeout()(failing(false, reset))(writeRequest()))
    expect(error).toMatchObject({ outcome: 'not-sent' })
    expect(error.message).toContain('Nothing was sent.')
  })

  it('keeps nothing of the platform error but its kind and code', async () => {
    const { cause } = await caught(() => timeout()(failing(true, reset))(wireRequest({ query: 'signature=CANARY' })))
    expect(cause).toMatchObject({ name: 'Error', message: 'ECONNRESET', code: 'ECONNRESET' })
    expect(Object.keys(cause as object)).not.toContain('address')
    expect(String((cause as Error).stack)).not.toContain('CANARY')
  })

  it('without any code is a failed connection all the same', async () => {
    const error = await caught(() => timeout()(failing(true, 'a string'))(wireRequest()))
    expect(error.message).toBe('depth: connection failed (api.test). The answer was lost.')
    expect(error.cause).toBeUndefined()
  })
})

describe('errorCode', () => {
  it('looks into causes, but not forever', () => {
    const inner = Object.assign(new Error('x'), { code: 'ECONNREFUSED' })
    expect(errorCode(new Error('a', { cause: new Error('b', { cause: inner }) }))).toBe('ECONNREFUSED')
    const endless = new Error('loop')
    endless.cause = endless
    expect(errorCode(endless)).toBeUndefined()
    expect(errorCode(undefined)).toBeUndefined()
    expect(errorCode(Object.assign(new Error('x'), { code: 5 }))).toBeUndefined()
  })
})
