import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../../../src/core/errors/local-errors.js'
import { type LineUserOptions, setUpLine } from '../../../../src/core/ws/line-options.js'

describe('the options of a line', () => {
  it('have defaults', () => {
    expect(setUpLine('x()', {}, 1000)).toMatchObject({
      silenceMs: 5000,
      openTimeoutMs: 10_000,
      lifeMs: 1000,
      policy: { baseDelayMs: 250, maxDelayMs: 30_000, firstAttempts: 5 },
    })
  })

  it('are taken as given, undefined as not given', () => {
    const setup = setUpLine('x()', { silenceMs: 20, openTimeoutMs: undefined, lifeMs: 5, reconnect: { firstAttempts: 1 } }, 1000)
    expect(setup).toMatchObject({ silenceMs: 20, openTimeoutMs: 10_000, lifeMs: 5, policy: { baseDelayMs: 250, firstAttempts: 1 } })
  })

  it.each<[string, unknown]>([
    ['silenceMs', { silenceMs: 19 }],
    ['silenceMs', { silenceMs: '5000' }],
    ['openTimeoutMs', { openTimeoutMs: 0 }],
    ['openTimeoutMs', { openTimeoutMs: Number.NaN }],
    ['lifeMs', { lifeMs: 2 ** 31 }],
    ['lifeMs', { lifeMs: Number.POSITIVE_INFINITY }],
    ['reconnect.baseDelayMs', { reconnect: { baseDelayMs: -1 } }],
    ['reconnect.firstAttempts', { reconnect: { firstAttempts: 0 } }],
    ['attempts', { reconnect: { attempts: 3 } }],
  ])('are refused by name: %s of %o', (name, options) => {
    const set = () => setUpLine('x()', options as LineUserOptions, 1000)
    expect(set).toThrow(ConfigError)
    expect(set).toThrow(name)
  })
})
