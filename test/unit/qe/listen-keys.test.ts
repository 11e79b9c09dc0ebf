import { ConfigError, SchemaError } from 'tradespec'
import type { ListenKey, ListenKeysOptions } from 'tradespec/qe'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { caught } from '../../helpers/caught.js'
import { failure, NOW, ok, qeClient } from '../../helpers/qe-client.js'
import { type Answer, fetchFailure, json } from '../../helpers/spy-fetch.js'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** The n-th key, which lives for a day from now. */
const made = (number: number): Response =>
  ok({ listenKey: `key-${number}`, expireAt: String(Math.floor((Date.now() + DAY) / 1000)), success: true, message: '' })

/** Makes keys `key-1`, `key-2`, ... */
const maker: Answer = (_sent, index) => made(index + 1)

/** Listen keys over a fetch, with all that they told. */
function keysOf(options: ListenKeysOptions = {}, answer: Answer = maker) {
  const { qe, sent } = qeClient({ now: Date.now }, answer)
  const told: [event: 'key' | 'replaced' | 'error', of: string][] = []
  const keys = qe.listenKeys({
    onKey: ({ listenKey }) => told.push(['key', listenKey]),
    onReplaced: ({ listenKey }) => told.push(['replaced', listenKey]),
    onError: (error) => told.push(['error', error instanceof Error ? error.name : String(error)]),
    ...options,
  })
  return { keys, sent, told }
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const at = (listenKey: string, expiresAtMs: number): ListenKey => ({ listenKey, expiresAtMs })

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a key', () => {
  it('is made when it is first asked for, by the call of the edition', async () => {
    for (const [edition, path] of [
      [undefined, '/user/trading/v2/listen-key'],
      ['v2', '/user/trading/v2/listen-key'],
      ['v1', '/user/trading/listen-key'],
    ] as const) {
      const { keys, sent } = keysOf({ edition })
      expect(sent).toEqual([])
      expect(await keys.key()).toEqual(at('key-1', NOW + DAY))
      expect(sent).toMatchObject([{ method: 'POST', path, body: '' }])
      keys.close()
    }
  })

  it('ends at the second that the service tells, in milliseconds', async () => {
    const { keys } = keysOf({}, () => ok({ listenKey: 'k', expireAt: '1790086399', success: true, message: '' }))
    expect(await keys.key()).toEqual(at('k', 1_790_086_399_000))
  })

  it('is handed out again for as long as it is valid for a while yet', async () => {
    const { keys, sent } = keysOf()
    const first = await keys.key()
    await pass(22 * HOUR)
    expect(await keys.key()).toBe(first)
    expect(sent).toHaveLength(1)
  })

  it('is made once for all who ask at the same time', async () => {
    const { keys, sent, told } = keysOf()
    const all = await Promise.all([keys.key(), keys.key(), keys.key()])
    expect(new Set(all).size).toBe(1)
    expect([sent.length, told]).toEqual([1, [['key', 'key-1']]])
  })

  it('that could not be made is an error for all who asked, and made when it is asked for again', async () => {
    const { keys, sent, told } = keysOf({}, (_request, index) => (index === 0 ? failure(500, 'x', 500) : made(index + 1)))
    const errors = await Promise.all([caught(() => keys.key()), caught(() => keys.key())])
    expect(errors).toMatchObject([{ operationId: 'createListenKeyV2', outcome: 'unknown' }, {}])
    expect(errors[0]).toBe(errors[1])
    expect(sent).toHaveLength(1)
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
    // Who asks is told by the rejection.
    expect(told).toEqual([['key', 'key-2']])
  })

  it('is not asked for twice when nobody knows whether it was made', async () => {
    const { keys, sent } = keysOf({}, () => json('', 503))
    await caught(() => keys.key())
    expect(sent).toHaveLength(1)
  })

  it.each([
    ['in milliseconds', String(NOW + DAY)],
    ['in forty days', String(NOW / 1000 + 40 * 86_400)],
  ])('whose end is told %s ends after a day all the same: no key lives longer', async (_how, expireAt) => {
    const { keys, sent } = keysOf({}, (_sent, index) => ok({ listenKey: `key-${index + 1}`, expireAt, success: true, message: '' }))
    expect(await keys.key()).toEqual(at('key-1', NOW + DAY))
    await pass(23 * HOUR - 1)
    expect(sent).toHaveLength(1)
    await pass(1)
    expect(sent).toHaveLength(2)
  })

  it.each([undefined, null, '', 5])('that is %o is an error', async (listenKey) => {
    const expireAt = String(NOW / 1000 + 86_400)
    const { keys } = keysOf({}, () => ok({ listenKey, expireAt, success: true, message: '' }))
    expect(await caught(() => keys.key())).toMatchObject({ code: 'SCHEMA' })
  })

  it('with `success: false` is an error', async () => {
    const { keys } = keysOf({}, () => ok({ listenKey: '', expireAt: '', success: false, message: 'not allowed' }))
    expect(await caught(() => keys.key())).toMatchObject({ outcome: 'rejected', providerMessage: 'not allowed' })
  })

  it.each([undefined, null, '', 'soon', '0', {}])('whose end is told as %o is an error, not a key without an end', async (expireAt) => {
    const { keys, sent } = keysOf({}, () => ok({ listenKey: 'k', expireAt, success: true, message: '' }))
    const error = await caught(() => keys.key())
    expect(error).toBeInstanceOf(SchemaError)
    expect(error).toMatchObject({ operationId: 'createListenKeyV2', issues: [{ path: 'expireAt' }] })
    await pass(DAY)
    expect(sent).toHaveLength(1)
  })
})

describe('renewal', () => {
  it('comes an hour before the end, and again and again', async () => {
    const { keys, sent, told } = keysOf()
    await keys.key()
    await pass(23 * HOUR - 1)
    expect(sent).toHaveLength(1)
    await pass(1)
    expect(sent).toHaveLength(2)
    await pass(23 * HOUR)
    expect(told).toEqual([
      ['key', 'key-1'],
      ['key', 'key-2'],
      ['key', 'key-3'],
    ])
    expect(await keys.key()).toMatchObject({ listenKey: 'key-3' })
    expect(sent).toHaveLength(3)
  })

  it('comes as long before the end as it is told', async () => {
    const { keys, sent } = keysOf({ renewBeforeMs: 10 * HOUR })
    await keys.key()
    await pass(14 * HOUR - 1)
    expect(sent).toHaveLength(1)
    await pass(1)
    expect(sent).toHaveLength(2)
  })

  it('with 0 comes at the end', async () => {
    const { keys, sent } = keysOf({ renewBeforeMs: 0 })
    await keys.key()
    await pass(DAY - 1)
    expect(sent).toHaveLength(1)
    await pass(1)
    expect(sent).toHaveLength(2)
  })

  it('that fails is told, and tried again every minute', async () => {
    let down = false
    const { keys, sent, told } = keysOf({}, (_request, index) => (down ? Promise.reject(fetchFailure('ECONNRESET')) : made(index + 1)))
    await keys.key()
    down = true
    await pass(23 * HOUR + 150_000)
    expect(told.slice(1)).toEqual(Array(3).fill(['error', 'NetworkError']))
    down = false
    await pass(30_000)
    expect(told.at(-1)).toEqual(['key', 'key-5'])
    await pass(22 * HOUR)
    expect(sent).toHaveLength(5)
  })

  it('is shared with who asks meanwhile', async () => {
    let answer: (response: Response) => void = () => undefined
    const waiting = (): Promise<Response> =>
      new Promise((resolve) => {
        answer = resolve
      })
    const { keys, sent } = keysOf({}, (_request, index) => (index === 0 ? made(index + 1) : waiting()))
    await keys.key()
    await pass(23 * HOUR)
    const asked = keys.key()
    answer(made(2))
    expect(await asked).toMatchObject({ listenKey: 'key-2' })
    expect(sent).toHaveLength(2)
  })

  it('does not come in a rush when keys end sooner than they are to be renewed', async () => {
    const { keys, sent } = keysOf({}, (_request, index) =>
      ok({ listenKey: `k${index}`, expireAt: String(Date.now() / 1000 + 60), success: true, message: '' }),
    )
    await keys.key()
    await pass(29_999)
    expect(sent).toHaveLength(1)
    await keys.key()
    expect(sent).toHaveLength(1)
    await pass(1)
    expect(sent).toHaveLength(2)
  })

  it('is due at once for a key that is asked for late, its timer having slept', async () => {
    const { keys, sent } = keysOf()
    await keys.key()
    // As after the lid of a laptop was closed: time has passed, timers have not run.
    vi.setSystemTime(NOW + DAY)
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
    expect(sent).toHaveLength(2)
  })
})

describe('a key that is still good when its renewal fails', () => {
  it('is handed out, and the failure told', async () => {
    let down = false
    const { keys, sent, told } = keysOf({}, (_request, index) => (down ? json('', 503) : made(index + 1)))
    await keys.key()
    down = true
    vi.setSystemTime(NOW + DAY - 1000)
    expect(await keys.key()).toMatchObject({ listenKey: 'key-1' })
    expect([sent.length, told.at(-1)]).toEqual([2, ['error', 'QeApiError']])
    vi.setSystemTime(NOW + DAY)
    expect(await caught(() => keys.key())).toMatchObject({ status: 503 })
  })

  it('is not handed out after closing', async () => {
    const { keys } = keysOf({}, (_request, index) => {
      if (index === 0) return made(1)
      keys.close()
      return json('', 503)
    })
    await keys.key()
    vi.setSystemTime(NOW + DAY - 1000)
    expect(await caught(() => keys.key())).toMatchObject({ status: 503 })
  })
})

describe('a key that the push server refuses', () => {
  it('while a renewal of our own is under way was voided by that', async () => {
    let answer: (response: Response) => void = () => undefined
    const { keys, told } = keysOf({}, (_request, index) =>
      index === 0
        ? made(1)
        : new Promise((resolve) => {
            answer = resolve
          }),
    )
    const { listenKey } = await keys.key()
    await pass(23 * HOUR)
    expect(keys.refused(listenKey)).toBe(false)
    answer(made(2))
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
    expect(told).toEqual([
      ['key', 'key-1'],
      ['key', 'key-2'],
    ])
  })

  it('before its time was replaced by somebody else: that is told, and a new one is made when asked for', async () => {
    const { keys, sent, told } = keysOf()
    const { listenKey } = await keys.key()
    await pass(HOUR)
    expect(keys.refused(listenKey)).toBe(true)
    expect(told).toEqual([
      ['key', 'key-1'],
      ['replaced', 'key-1'],
    ])
    expect(sent).toHaveLength(1)
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
  })

  it('after its time has just ended', async () => {
    const { keys, told } = keysOf()
    const { listenKey } = await keys.key()
    vi.setSystemTime(NOW + DAY)
    expect(keys.refused(listenKey)).toBe(false)
    expect(told).toEqual([['key', 'key-1']])
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
  })

  it('that is an older one says nothing of the present one', async () => {
    const { keys, sent } = keysOf()
    await keys.key()
    await pass(23 * HOUR)
    expect(keys.refused('key-1')).toBe(false)
    expect(keys.refused('unheard of')).toBe(false)
    expect(await keys.key()).toMatchObject({ listenKey: 'key-2' })
    expect(sent).toHaveLength(2)
  })

  it('is refused once only', async () => {
    const { keys, told } = keysOf()
    const { listenKey } = await keys.key()
    expect([keys.refused(listenKey), keys.refused(listenKey)]).toEqual([true, false])
    expect(told.filter(([event]) => event === 'replaced')).toHaveLength(1)
  })

  it('is not renewed any more', async () => {
    const { keys, sent } = keysOf()
    const { listenKey } = await keys.key()
    keys.refused(listenKey)
    await pass(2 * DAY)
    expect(sent).toHaveLength(1)
  })
})

describe('closing', () => {
  it('ends renewal, and keys cannot be asked for any more', async () => {
    const { keys, sent } = keysOf()
    await keys.key()
    keys.close()
    keys.close()
    expect(vi.getTimerCount()).toBe(0)
    await pass(2 * DAY)
    expect(sent).toHaveLength(1)
    const error = await caught(() => keys.key())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toBe('These listen keys were closed.')
    expect(keys.refused('key-1')).toBe(false)
  })

  it('while a key is made leaves nothing behind', async () => {
    const { keys, told } = keysOf()
    const asked = keys.key()
    keys.close()
    expect(await asked).toMatchObject({ listenKey: 'key-1' })
    expect(told).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('while a renewal fails leaves nothing behind', async () => {
    const { keys, sent } = keysOf({}, (_request, index) => {
      if (index === 0) return made(index + 1)
      keys.close()
      return Promise.reject(fetchFailure('ECONNRESET'))
    })
    await keys.key()
    await pass(2 * DAY)
    expect(sent).toHaveLength(2)
    expect(vi.getTimerCount()).toBe(0)
  })
})

describe('listeners that throw', () => {
  const fail = () => {
    throw new Error('from a listener')
  }

  it('cost neither the key nor the process', async () => {
    let down = false
    const { keys, sent } = keysOf({ onKey: fail, onReplaced: fail, onError: fail }, (_request, index) =>
      down ? json('', 503) : made(index + 1),
    )
    const { listenKey } = await keys.key()
    down = true
    await pass(23 * HOUR + 60_000)
    expect(sent).toHaveLength(3)
    expect(keys.refused(listenKey)).toBe(true)
  })
})

describe('options', () => {
  it.each<[string, object, RegExp]>([
    ['a misspelt one', { onkey: () => undefined }, /listenKeys\(\) has no option "onkey"; did you mean onKey\?/],
    ['an unknown edition', { edition: 'v3' }, /edition must be one of v1, v2/],
    ['a negative time', { renewBeforeMs: -1 }, /renewBeforeMs must be/],
    ['more than half of the life of a key', { renewBeforeMs: 12 * HOUR + 1 }, /renewBeforeMs must be .* from 0 to 43200000/],
    ['no number', { renewBeforeMs: Number.NaN }, /renewBeforeMs must be/],
    ['a text', { renewBeforeMs: '5' }, /renewBeforeMs must be/],
  ])('%s is refused at once', (_what, options, message) => {
    const { qe } = qeClient()
    expect(() => qe.listenKeys(options)).toThrow(ConfigError)
    expect(() => qe.listenKeys(options)).toThrow(message)
  })
})

it('two keepers of one user disturb each other, and say so', async () => {
  let valid = ''
  const shared: Answer = async (_request, index) => {
    const answer = await made(index + 1)
    valid = ((await answer.clone().json()) as { message: ListenKey }).message.listenKey
    return answer
  }
  const { qe } = qeClient({ now: Date.now }, shared)
  const lost: string[] = []
  const [one, other] = [qe.listenKeys({ onReplaced: ({ listenKey }) => lost.push(listenKey) }), qe.listenKeys()]
  const first = await one.key()
  const second = await other.key()
  expect([first.listenKey, second.listenKey, valid]).toEqual(['key-1', 'key-2', 'key-2'])
  expect(one.refused(first.listenKey)).toBe(true)
  expect(lost).toEqual(['key-1'])
})
