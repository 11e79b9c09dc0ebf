import { ConfigError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import { checkedBaseUrl } from '../../../../src/core/http/base-url.js'

describe('a base URL', () => {
  it.each([
    ['https://api.test', 'https://api.test'],
    ['https://api.test/', 'https://api.test'],
    ['https://api.test:8443/prefix//', 'https://api.test:8443/prefix'],
    ['HTTPS://API.test', 'https://api.test'],
    ['http://localhost:3000', 'http://localhost:3000'],
    ['http://127.0.0.1:1/x/', 'http://127.0.0.1:1/x'],
    ['http://127.9.9.9', 'http://127.9.9.9'],
    ['http://[::1]:80', 'http://[::1]'],
    ['http://mock.localhost', 'http://mock.localhost'],
  ])('%s is taken as %s', (given, taken) => {
    expect(checkedBaseUrl(given, true)).toBe(taken)
  })

  it.each([
    ['api.test', /not a URL/],
    ['', /not a URL/],
    ['ftp://api.test', /must start with https/],
    ['localhost:3000', /must start with https/],
    ['https://user@api.test', /user name or password/],
    ['https://:word@api.test', /user name or password/],
    ['https://api.test?x=1', /query or fragment/],
    ['https://api.test#x', /query or fragment/],
    ['http://api.test', /plain http to api\.test/],
    ['http://192.168.0.1', /plain http/],
    ['http://localhost.evil.test', /plain http/],
    ['http://127.0.0.1.evil.test', /plain http/],
  ])('%s is refused', (given, message) => {
    expect(() => checkedBaseUrl(given, true)).toThrow(ConfigError)
    expect(() => checkedBaseUrl(given, true)).toThrow(message)
  })

  it('may be plain http anywhere when no key travels', () => {
    expect(checkedBaseUrl('http://api.test', false)).toBe('http://api.test')
  })

  it('is not quoted when it holds a password', () => {
    expect(() => checkedBaseUrl('https://user:CANARY@api.test', true)).not.toThrow('CANARY')
    expect(() => checkedBaseUrl('CANARY CANARY', true)).not.toThrow('CANARY')
  })
})
