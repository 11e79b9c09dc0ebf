import { ConfigError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { CLIENT_OPTION_NAMES, type ClientOptions, checkChoice } from '../../../src/core/options.js'
import { refuseUnknownOptions } from '../../../src/core/unknown-options.js'

describe('refuseUnknownOptions', () => {
  it('lets known options through, also when they are undefined', () => {
    expect(() => refuseUnknownOptions('createX()', { timeoutMs: 5, retry: undefined }, CLIENT_OPTION_NAMES)).not.toThrow()
  })
  it('suggests the near name, and else lists all', () => {
    const of = (options: object) => () => refuseUnknownOptions('createX()', options, CLIENT_OPTION_NAMES)
    expect(of({ timeout: 5 })).toThrow(ConfigError)
    expect(of({ timeoutMS: 5 })).toThrow('createX() has no option "timeoutMS"; did you mean timeoutMs?')
    expect(of({ nonsense: 5 })).toThrow('it takes baseUrl, timeoutMs')
  })
  it('cuts a long name, which may be a pasted secret', () => {
    const secret = 'k'.repeat(64)
    expect(() => refuseUnknownOptions('createX()', { [secret]: 1 }, CLIENT_OPTION_NAMES)).not.toThrow(secret)
  })
})

describe('checkChoice', () => {
  it('returns the choice', () => {
    expect(checkChoice('mode', 'b', ['a', 'b'])).toBe('b')
  })
  it.each(['c', '', 'A', undefined, null, 5, ['a']])('refuses %o', (value) => {
    expect(() => checkChoice('mode', value, ['a', 'b'])).toThrow(new ConfigError('mode must be one of a, b.'))
  })
})

it('every client option is known by name', () => {
  const every: Required<{ [Key in keyof ClientOptions]: true }> = {
    baseUrl: true,
    timeoutMs: true,
    validate: true,
    fetch: true,
    now: true,
    logger: true,
    retry: true,
    proxy: true,
    onDrift: true,
  }
  expect([...CLIENT_OPTION_NAMES].sort()).toEqual(Object.keys(every).sort())
})
