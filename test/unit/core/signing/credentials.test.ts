import { inspect } from 'node:util'
import { ConfigError } from 'tradespec'
import { createBinance, custom, ed25519, hmac, rsa } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { type Credentials, signerOf } from '../../../../src/core/signing/credentials.js'
import { caught } from '../../../helpers/caught.js'
import { parameter, spyFetch } from '../../../helpers/spy-fetch.js'
import { API_KEY, ED25519_PEM, HMAC_SECRET, isSignedBy, RSA_PEM } from '../../../helpers/test-keys.js'

const { fetch, sent } = spyFetch()
const clientOf = (auth: Credentials) => createBinance({ auth, fetch, now: () => 1_790_000_000_000 })
const signatureOf = async (auth: Credentials): Promise<string | undefined> => {
  sent.length = 0
  await clientOf(auth).getAccount()
  return parameter(sent[0]?.query ?? '', 'signature')
}

describe('credentials', () => {
  it('sign with the key they were given', async () => {
    const payload = 'a=%20&timestamp=1'
    for (const [algorithm, auth] of [
      ['hmac', hmac({ apiKey: API_KEY, secret: HMAC_SECRET })],
      ['rsa', rsa({ apiKey: API_KEY, privateKey: RSA_PEM })],
    ] as const) {
      expect(isSignedBy(algorithm, payload, await signerOf(auth).sign(payload))).toBe(true)
    }
  })

  it('tell nothing but their type', () => {
    const auth = hmac({ apiKey: API_KEY, secret: HMAC_SECRET })
    expect(JSON.stringify(auth)).toBe('{"type":"hmac"}')
    expect(inspect(auth, { showHidden: true, depth: null })).toBe("{ type: 'hmac' }")
    expect(Reflect.ownKeys(auth)).toEqual(['type'])
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(ed25519({ apiKey: API_KEY, privateKey: ED25519_PEM }))).toBe(true)
  })

  it('cannot be copied or made by hand', () => {
    const auth = hmac({ apiKey: API_KEY, secret: HMAC_SECRET })
    for (const fake of [{ ...auth }, { type: 'hmac' }, null, 'hmac', { apiKey: API_KEY, secret: HMAC_SECRET }]) {
      expect(() => signerOf(fake as unknown as Credentials)).toThrow(ConfigError)
    }
  })

  // What JavaScript, or a missing environment variable, hands in despite the types.
  it.each([
    ['apiKey of hmac', () => hmac({ apiKey: '', secret: 's' })],
    ['apiKey of hmac', () => hmac({ apiKey: undefined as unknown as string, secret: 's' })],
    ['secret of hmac', () => hmac({ apiKey: 'k', secret: undefined as unknown as string })],
    ['secret of hmac', () => hmac({ apiKey: 'k', secret: 'secret\n' })],
    ['apiKey of hmac', () => hmac({ apiKey: 'k k', secret: 's' })],
    ['apiKey of ed25519', () => ed25519({ apiKey: '\uFEFFk', privateKey: ED25519_PEM })],
    ['privateKey of ed25519', () => ed25519({ apiKey: 'k', privateKey: undefined as unknown as string })],
    ['sign of custom', () => custom({ apiKey: 'k', sign: 'nothing' as unknown as () => string })],
  ])('refuse a missing or miscopied %s, naming it', (what, make) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(what)
  })
})

describe('custom()', () => {
  it('takes a signer that answers at once and one that asks a KMS', async () => {
    expect(await signatureOf(custom({ apiKey: 'k', sign: () => 'now+/=' }))).toBe('now+/=')
    expect(await signatureOf(custom({ apiKey: 'k', sign: async () => 'later' }))).toBe('later')
  })

  it('hands the signer exactly the text that is sent', async () => {
    const payloads: string[] = []
    await signatureOf(
      custom({
        apiKey: 'k',
        sign: (payload) => {
          payloads.push(payload)
          return 'x'
        },
      }),
    )
    expect(sent[0]?.query).toBe(`${payloads[0]}&signature=x`)
  })

  it('sends nothing when the signer fails', async () => {
    sent.length = 0
    const reason = new Error('the HSM is away')
    const error = await caught(() => clientOf(custom({ apiKey: 'k', sign: () => Promise.reject(reason) })).getAccount())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error).toMatchObject({ outcome: 'not-sent', operationId: 'getAccount', attempts: 0, cause: reason })
    expect(sent).toEqual([])
  })

  it.each([undefined, '', Buffer.from('bytes'), 5])('sends nothing when the signer returns %o instead of text', async (value) => {
    sent.length = 0
    const error = await caught(() => clientOf(custom({ apiKey: 'k', sign: () => value as unknown as string })).getAccount())
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('signature')
    expect(sent).toEqual([])
  })
})
