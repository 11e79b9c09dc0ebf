import { ConfigError } from 'tradespec'
import { describe, expect, it } from 'vitest'
import * as node from '../../../../src/core/platform/node.js'
import * as web from '../../../../src/core/platform/web.js'
import { caught } from '../../../helpers/caught.js'
import { ED25519_PEM, ed25519Pair, HMAC_SECRET, RSA_PEM, rsaPair } from '../../../helpers/test-keys.js'

const PAYLOADS = ['', 'timestamp=1', 'symbol=%E8%BF%99&timestamp=1', 'symbol=这是测试币456&x=😀', 'a'.repeat(10_000)]
const pkcs8 = { type: 'pkcs8', format: 'der' } as const
const locked = { cipher: 'aes-256-cbc', passphrase: 'open-sesame' } as const

describe('the web platform signs as node does', () => {
  it.each([
    ['HMAC', node.hmacSigner(HMAC_SECRET), web.hmacSigner(HMAC_SECRET)],
    ['RSA', node.keySigner('rsa', RSA_PEM, undefined), web.keySigner('rsa', RSA_PEM, undefined)],
    ['Ed25519', node.keySigner('ed25519', ED25519_PEM, undefined), web.keySigner('ed25519', ED25519_PEM, undefined)],
    ['RSA as DER', node.keySigner('rsa', RSA_PEM, undefined), web.keySigner('rsa', rsaPair.privateKey.export(pkcs8), undefined)],
    [
      'Ed25519 with \\n',
      node.keySigner('ed25519', ED25519_PEM, undefined),
      web.keySigner('ed25519', ED25519_PEM.replaceAll('\n', '\\n'), undefined),
    ],
  ])('%s', async (_name, one, other) => {
    for (const payload of PAYLOADS) expect(await other(payload)).toBe(await one(payload))
  })
})

describe('what a browser cannot do is refused clearly', () => {
  const encrypted = ed25519Pair.privateKey.export({ type: 'pkcs8', format: 'pem', ...locked }).toString()
  const encryptedDer = ed25519Pair.privateKey.export({ ...pkcs8, ...locked })
  const pkcs1 = rsaPair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()

  it.each<[string, () => unknown, RegExp]>([
    ['an encrypted PEM', () => web.keySigner('ed25519', encrypted, 'open-sesame'), /encrypted: a browser cannot open it/],
    ['an encrypted PEM without passphrase', () => web.keySigner('ed25519', encrypted, undefined), /encrypted: a browser cannot open it/],
    ['encrypted DER', () => web.keySigner('ed25519', encryptedDer, 'open-sesame'), /encrypted: a browser cannot open it/],
    ['PKCS#1', () => web.keySigner('rsa', pkcs1, undefined), /not in PKCS#8 form/],
    ['a KeyObject', () => web.keySigner('rsa', rsaPair.privateKey, undefined), /KeyObject exists in Node only/],
    [
      'a public key',
      () => web.keySigner('rsa', rsaPair.publicKey.export({ type: 'spki', format: 'pem' }).toString(), undefined),
      /public key/,
    ],
    [
      'a body that is not base64',
      () => web.keySigner('rsa', '-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----', undefined),
      /not base64/,
    ],
    ['a proxy', () => web.createTransport({ proxy: 'http://127.0.0.1:1' }), /Node only/],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
  })

  it('a key of another type, when it first signs', async () => {
    const error = await caught(() => web.keySigner('rsa', ED25519_PEM, undefined)('payload'))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('cannot be read as a rsa key')
    expect(error.cause).toBeUndefined()
  })
})

describe('the web transport', () => {
  it("uses the platform's fetch of the moment", async () => {
    const before = globalThis.fetch
    try {
      globalThis.fetch = async (input) => new Response(`asked ${String(input)}`, { status: 201 })
      const send = web.createTransport({})
      const { wireRequest } = await import('../../../helpers/wire.js')
      expect(await send(wireRequest({ query: 'a=1' }))).toMatchObject({ status: 201, text: 'asked https://api.test/api/v3/depth?a=1' })
    } finally {
      globalThis.fetch = before
    }
  })
})
