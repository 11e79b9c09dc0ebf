import { ConfigError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { setUpClient } from '../../../src/core/client-setup.js'
import type { ClientOptions } from '../../../src/core/options.js'

const setUp = (options: unknown = {}) => setUpClient('createX()', options as ClientOptions, ['auth', 'region'], 7000)

describe('the set-up of a client', () => {
  it('has defaults for all that is left out', () => {
    const { now, elapsed, ...rest } = setUp()
    expect(rest).toEqual({
      validate: 'requests',
      timeoutMs: 7000,
      policy: { maxRetries: 2, baseDelayMs: 200, maxDelayMs: 5000, deadlineMs: 30_000 },
    })
    expect(now).toBe(Date.now)
    expect(elapsed()).toBeLessThanOrEqual(elapsed())
  })

  it('takes undefined for left out', () => {
    const options = { validate: undefined, timeoutMs: undefined, retry: undefined, now: undefined, fetch: undefined, logger: undefined }
    expect(setUp(options)).toMatchObject({ validate: 'requests', timeoutMs: 7000 })
  })

  it('takes what is given', () => {
    const now = () => 5
    const given = setUp({ validate: 'all', timeoutMs: 5, retry: { maxRetries: 9 }, now, auth: {}, region: 'x' })
    expect(given).toMatchObject({ validate: 'all', timeoutMs: 5, policy: { maxRetries: 9, baseDelayMs: 200 } })
    expect(given.now).toBe(now)
    expect(setUp({ retry: false }).policy).toMatchObject({ maxRetries: 0, maxDelayMs: 5000 })
  })

  it.each<[string, unknown, string]>([
    ['an unknown option', { regoin: 'x' }, 'createX() has no option "regoin"; did you mean region?'],
    ['no object', null, 'createX() takes its options as one object.'],
    ['a fetch that is none', { fetch: {} }, 'fetch must be a function.'],
    ['a time for a clock', { now: 5 }, 'now must be a function.'],
    ['null for a clock', { now: null }, 'now must be a function.'],
    ['a listener that is none', { onDrift: true }, 'onDrift must be a function.'],
    ['a logger that is a function', { logger: () => undefined }, 'logger.debug must be a function.'],
    ['null for a logger', { logger: null }, 'logger.debug must be a function.'],
    [
      'a proxy beside a fetch',
      { proxy: 'http://127.0.0.1:1', fetch },
      'proxy has no effect on a fetch of your own: give one or the other.',
    ],
    ['an unknown validate', { validate: 'some' }, 'validate must be one of off, requests, all.'],
    ['no time at all', { timeoutMs: 0 }, 'timeoutMs must be a number of milliseconds greater than 0.'],
    ['a wrong policy', { retry: { maxRetries: -1 } }, 'retry.maxRetries must be a number from 0 to 2147483647.'],
  ])('refuses %s', (_what, options, message) => {
    expect(() => setUp(options)).toThrow(new ConfigError(message))
  })
})
