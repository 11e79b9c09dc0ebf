import { describe, expect, it } from 'vitest'
import { keylessSockets } from '../../../../src/core/ws/keyless-sockets.js'
import type { Closed, OpenSocket, SocketListener } from '../../../../src/core/ws/socket.js'
import { everythingIn } from '../../../helpers/find-text.js'

const KEY = 'k/e+y 7d3f0c52b0a94e0f'
const URL_ = `wss://push.test/api/ws/v2?listen_key=${encodeURIComponent(KEY)}`

/** What is told of a socket that says these things. */
function toldOf(say: (listener: SocketListener) => void, isPassing = (_status: number) => false) {
  const told: unknown[] = []
  const closings: Closed[] = []
  const socket: OpenSocket = (_url, listener) => {
    say(listener)
    return { send: () => undefined, ping: undefined, close: () => undefined, terminate: () => undefined }
  }
  keylessSockets(
    socket,
    (url) => url.slice(url.indexOf('=') + 1),
    isPassing,
  )(URL_, {
    onOpen: () => told.push('open'),
    onSign: () => told.push('sign'),
    onText: (text) => told.push(text),
    onClose: (closed) => closings.push(closed),
  })
  return { told, closings }
}

describe('sockets without their key', () => {
  it('let everything through that does not tell it', () => {
    const error = new Error('ECONNREFUSED')
    const closed = { code: 1006, reason: 'gone', error, status: 401, retryAfterMs: 5 }
    const { told, closings } = toldOf((listener) => {
      listener.onOpen()
      listener.onText('{"a":1}')
      listener.onSign()
      listener.onClose(closed)
    })
    expect(told).toEqual(['open', '{"a":1}', 'sign'])
    expect(closings).toEqual([closed])
    expect(closings[0]?.error).toBe(error)
    expect(toldOf((listener) => listener.onClose({ code: 1000, reason: '' })).closings).toEqual([{ code: 1000, reason: '' }])
  })

  it.each([
    ['in its message', new Error(`cannot open ${URL_}`)],
    ['in a member', Object.assign(new Error('no'), { url: URL_ })],
    ['in its cause', new Error('no', { cause: { request: { path: `/api/ws?listen_key=${KEY}` } } })],
    ['in what is no error', { target: { url: URL_ } }],
    ['nobody knows where', { members: Array.from({ length: 2000 }, (_, index) => ({ index })) }],
  ])('do not tell it %s', (_where, error) => {
    const { closings } = toldOf((listener) => listener.onClose({ code: 1006, reason: `bad key ${KEY}`, error }))
    expect(closings[0]?.error).not.toBe(error)
    expect(closings[0]?.error).toMatchObject({ code: 'NETWORK' })
    const all = everythingIn(closings)
    expect([KEY, encodeURIComponent(KEY)].filter((one) => all.includes(one))).toEqual([])
    expect(closings[0]?.reason).toBe('bad key ***')
  })

  it('make a failure of a refusal that passes', () => {
    const { closings } = toldOf(
      (listener) => listener.onClose({ code: 1006, reason: '', status: 401 }),
      (status) => status === 401,
    )
    expect(closings).toEqual([{ code: 1006, reason: 'refused with status 401' }])
  })

  it('do not tell it in texts', () => {
    expect(toldOf((listener) => listener.onText(`{"data":"${KEY}"}`)).told).toEqual(['{"data":"***"}'])
  })
})
