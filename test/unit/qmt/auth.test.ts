import { inspect } from 'node:util'
import { ConfigError } from 'tradespec'
import { createQmt, type QmtAuth, type QmtOptions, session, signed } from 'tradespec/qmt'
import { describe, expect, it } from 'vitest'
import { secretsOf } from '../../../src/qmt/auth.js'
import { caught } from '../../helpers/caught.js'
import { BASE_URL, KEY, NOW, server, sessionClient, signedClient, USER } from '../../helpers/qmt-client.js'
import { json } from '../../helpers/spy-fetch.js'
import { verifyQmtWire } from '../../helpers/verify-qmt-wire.js'

/** A maker as JavaScript may call it. */
const loosely = (make: typeof signed | typeof session) => make as (options?: unknown) => QmtAuth

describe('an auth', () => {
  it.each([
    ['signed', signed(KEY)],
    ['session', session(USER)],
  ])('of kind %s shows its kind and nothing else', (type, auth) => {
    expect(Reflect.ownKeys(auth)).toEqual(['type'])
    expect(auth.type).toBe(type)
    expect(Object.isFrozen(auth)).toBe(true)
    expect(JSON.stringify(auth)).toBe(`{"type":"${type}"}`)
    expect(inspect(auth, { showHidden: true, depth: Infinity })).not.toMatch(/test-/)
  })

  it('leads to its secrets only inside', () => {
    expect(secretsOf(session(USER))).toEqual({ type: 'session', ...USER })
    expect(secretsOf(signed(KEY))).toMatchObject({ type: 'signed', clientId: KEY.clientId })
    expect(JSON.stringify(secretsOf(signed(KEY)))).not.toContain(KEY.secretKey)
  })

  it('may be shared by clients', async () => {
    const auth = signed(KEY)
    for (const one of [signedClient({ auth }), signedClient({ auth })]) {
      await one.qmt.getAccounts()
      expect(one.sent).toHaveLength(1)
    }
  })

  it.each<[string, unknown]>([
    ['missing', undefined],
    ['null', null],
    ['a text', 'signed'],
    ['the fields themselves', KEY],
    ['made by hand', { type: 'signed' }],
    ['a copy', { ...signed(KEY) }],
    ['credentials as functions', signed],
  ])('that is %s is refused', (_what, auth) => {
    expect(() => createQmt({ baseUrl: BASE_URL, auth } as QmtOptions)).toThrow(ConfigError)
    expect(() => createQmt({ baseUrl: BASE_URL, auth } as QmtOptions)).toThrow('auth must come from signed() or session().')
  })
})

describe('wrong credentials are refused at once', () => {
  it.each<[string, () => unknown, RegExp]>([
    ['signed without options', () => loosely(signed)(), /signed\(\) takes its options as one object/],
    ['signed with texts', () => loosely(signed)('CANARY'), /takes its options as one object/],
    ['no clientId', () => loosely(signed)({ secretKey: 'CANARY' }), /clientId of signed\(\) is missing or empty/],
    ['an empty clientId', () => signed({ clientId: '', secretKey: 'CANARY' }), /clientId of signed\(\) is missing/],
    ['a clientId that is a number', () => loosely(signed)({ clientId: 5, secretKey: 'CANARY' }), /clientId of signed\(\) is missing/],
    ['no secretKey', () => loosely(signed)({ clientId: 'c' }), /secretKey of signed\(\) is missing or empty/],
    ['names of the wire', () => loosely(signed)({ client_id: 'CANARY', secret_key: 'CANARY' }), /clientId of signed\(\) is missing/],
    [
      'a clientId with a line feed',
      () => signed({ clientId: 'CANARY\n', secretKey: 's' }),
      /holds white space or a character outside ASCII/,
    ],
    ['a clientId with a blank', () => signed({ clientId: 'CANARY x', secretKey: 's' }), /holds white space/],
    ['a Chinese clientId', () => signed({ clientId: '策略CANARY', secretKey: 's' }), /outside ASCII/],
    ['session without options', () => loosely(session)(null), /session\(\) takes its options as one object/],
    ['no username', () => loosely(session)({ password: 'CANARY' }), /username of session\(\) is missing or empty/],
    ['an empty password', () => session({ username: 'CANARY', password: '' }), /password of session\(\) is missing or empty/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
    expect(make).not.toThrow(/CANARY/)
  })
})

describe('signed()', () => {
  it('sends three headers with every call, never the secret, and never logs in', async () => {
    const { qmt, sent } = signedClient()
    await qmt.getAccounts()
    await qmt.buy({ symbol: '000001', price: 1, shares: 100, trader_index: 0 })
    for (const one of sent) {
      expect(one.headers).toMatchObject({ 'x-client-id': KEY.clientId, 'x-timestamp': String(NOW / 1000) })
      expect(one.headers['x-signature']).toMatch(/^[0-9a-f]{64}$/)
      verifyQmtWire(one, KEY.secretKey)
    }
    expect(Object.keys(sent[0]?.headers ?? {}).sort()).toEqual(['x-client-id', 'x-signature', 'x-timestamp'])
    expect(sent[1]?.headers['content-type']).toBe('application/json')
    expect(sent).toHaveLength(2)
    expect(JSON.stringify(sent)).not.toContain(KEY.secretKey)
  })

  it('takes keys in any writing: what is signed with is their UTF-8', async () => {
    const secretKey = '密钥 \u0000😀'
    const { qmt, sent } = signedClient({ auth: signed({ ...KEY, secretKey }) })
    await qmt.getAccounts()
    for (const one of sent) verifyQmtWire(one, secretKey)
    expect(sent).toHaveLength(1)
  })

  it.each(['login', 'logout'] as const)('has no use for %s, and says so', async (method) => {
    const { qmt, sent } = signedClient()
    const error = await caught(() => qmt[method]())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ operationId: method, outcome: 'not-sent' })
    expect(error.message).toBe(`${method} is for auth: session(). With signed() there is nothing to log in to.`)
    expect(sent).toEqual([])
  })

  it('does not send a refused call again: another signature of the same key is refused too', async () => {
    const { qmt, sent } = signedClient({ retry: { maxRetries: 5, baseDelayMs: 0 } }, () => json({ error: '签名验证失败' }, 401))
    const error = await caught(() => qmt.getAccounts())
    expect(error).toMatchObject({ name: 'QmtAuthenticationError', outcome: 'rejected', attempts: 1 })
    expect(sent).toHaveLength(1)
  })
})

it('session() sends no signature', async () => {
  const { qmt, sent } = sessionClient({}, server())
  await qmt.getAccounts()
  for (const one of sent) expect(Object.keys(one.headers).filter((name) => name.startsWith('x-'))).toEqual([])
})
