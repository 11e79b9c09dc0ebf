import crypto from 'node:crypto'
import { ConfigError } from 'tradespec'
import { ed25519, rsa } from 'tradespec/binance'
import { describe, expect, it } from 'vitest'
import { signerOf } from '../../../../src/core/signing/credentials.js'
import { API_KEY, ED25519_PEM, ed25519Pair, isSignedBy, RSA_PEM, rsaPair } from '../../../helpers/test-keys.js'

const PASSPHRASE = 'open-sesame-7'
const makers = { rsa, ed25519 } as const
const pairs = { rsa: rsaPair, ed25519: ed25519Pair } as const
const pems = { rsa: RSA_PEM, ed25519: ED25519_PEM } as const
const locked = { cipher: 'aes-256-cbc', passphrase: PASSPHRASE } as const

type Type = 'rsa' | 'ed25519'
type Input = Parameters<typeof rsa>[0]['privateKey']
const exported = (type: Type, options: crypto.KeyExportOptions<'pem'>): string => pairs[type].privateKey.export(options).toString()
const der = (type: Type, options: object = {}): Buffer => pairs[type].privateKey.export({ type: 'pkcs8', format: 'der', ...options })

async function signs(type: Type, privateKey: Input, passphrase?: string): Promise<boolean> {
  const signer = signerOf(makers[type]({ apiKey: API_KEY, privateKey, passphrase }))
  return isSignedBy(type, 'payload=ä', await signer.sign('payload=ä'))
}

describe.each(['rsa', 'ed25519'] as const)('%s() takes a private key as', (type) => {
  it.each<[string, () => [Input, string?]]>([
    ['PEM text', () => [pems[type]]],
    ['PEM text with Windows line ends', () => [pems[type].replaceAll('\n', '\r\n')]],
    ['PEM text whose line ends are the two characters \\n', () => [pems[type].replaceAll('\n', '\\n')]],
    ['the same with a real line end behind it', () => [`${pems[type].trim().replaceAll('\n', '\\n')}\n`]],
    ['a Buffer of PEM', () => [Buffer.from(pems[type])]],
    ['a Uint8Array of PEM', () => [new Uint8Array(Buffer.from(pems[type]))]],
    ['a KeyObject', () => [pairs[type].privateKey]],
    ['DER bytes', () => [der(type)]],
    ['DER in a Uint8Array', () => [new Uint8Array(der(type))]],
    ['encrypted PKCS#8 PEM', () => [exported(type, { type: 'pkcs8', format: 'pem', ...locked }), PASSPHRASE]],
    ['encrypted PKCS#8 DER', () => [der(type, locked), PASSPHRASE]],
    ['an open PEM with a passphrase it does not need', () => [pems[type], PASSPHRASE]],
  ])('%s', async (_form, make) => {
    expect(await signs(type, ...make())).toBe(true)
  })
})

describe('rsa() takes PKCS#1 too', () => {
  it('open', async () => {
    expect(await signs('rsa', exported('rsa', { type: 'pkcs1', format: 'pem' }))).toBe(true)
  })
  it('encrypted', async () => {
    expect(await signs('rsa', exported('rsa', { type: 'pkcs1', format: 'pem', ...locked }), PASSPHRASE)).toBe(true)
  })
})

describe('what is not the right private key', () => {
  const publicPem = rsaPair.publicKey.export({ type: 'spki', format: 'pem' }).toString()
  const encrypted = exported('ed25519', { type: 'pkcs8', format: 'pem', ...locked })
  const encryptedPkcs1 = exported('rsa', { type: 'pkcs1', format: 'pem', ...locked })
  const ec = crypto.generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const damaged = RSA_PEM.replace(/\n.{20}/, '\nAAAA')

  it.each<[string, Type, Input, string | undefined, RegExp]>([
    ['a public key', 'rsa', publicPem, undefined, /holds a public key: pass the private one/],
    ['a public KeyObject', 'ed25519', ed25519Pair.publicKey, undefined, /is a public key .* a private ed25519 key is needed/],
    ['a secret KeyObject', 'rsa', crypto.createSecretKey(Buffer.alloc(32)), undefined, /a private rsa key is needed/],
    ['an Ed25519 key for rsa()', 'rsa', ED25519_PEM, undefined, /of type ed25519; a private rsa key is needed/],
    ['an RSA key for ed25519()', 'ed25519', RSA_PEM, undefined, /of type rsa; a private ed25519 key is needed/],
    ['an EC key', 'rsa', ec, undefined, /of type ec; a private rsa key is needed/],
    ['a locked key without passphrase', 'ed25519', encrypted, undefined, /encrypted: pass `passphrase`/],
    ['a locked PKCS#1 key without passphrase', 'rsa', encryptedPkcs1, undefined, /encrypted: pass `passphrase`/],
    ['a locked key with a wrong passphrase', 'ed25519', encrypted, 'wrong-one', /`passphrase` does not open it/],
    ['a locked PKCS#1 key with a wrong passphrase', 'rsa', encryptedPkcs1, 'wrong-one', /`passphrase` does not open it/],
    ['locked DER without passphrase', 'ed25519', der('ed25519', locked), undefined, /encrypted/],
    ['locked DER with a wrong passphrase', 'rsa', der('rsa', locked), 'wrong-one', /encrypted/],
    ['the name of a file', 'ed25519', './keys/ed25519.pem', undefined, /looks like the name of a file/],
    ['base64 without BEGIN and END', 'rsa', RSA_PEM.split('\n').slice(1, -2).join(''), undefined, /must start with -----BEGIN/],
    ['garbage bytes', 'rsa', crypto.randomBytes(64), undefined, /not readable/],
    ['a damaged PEM', 'rsa', damaged, undefined, /not readable/],
    ['an empty text', 'rsa', '', undefined, /must start with -----BEGIN/],
    ['a number', 'rsa', 5 as unknown as string, undefined, /must be PEM text, a Buffer, or a private KeyObject/],
    ['null', 'rsa', null as unknown as string, undefined, /must be PEM text, a Buffer, or a private KeyObject/],
  ])('%s is refused with a clear message', (_what, type, privateKey, passphrase, message) => {
    const make = () => makers[type]({ apiKey: API_KEY, privateKey, passphrase })
    expect(make).toThrow(ConfigError)
    expect(make).toThrow(message)
    expect(make).toThrow(`privateKey of ${type}()`)
  })

  it('is never quoted in the error, nor is the passphrase', () => {
    const canaries = [RSA_PEM.split('\n')[3] ?? '', ED25519_PEM.split('\n')[1] ?? '', encrypted.split('\n')[2] ?? '', 'wrong-one']
    for (const [type, privateKey, passphrase] of [
      ['rsa', damaged, undefined],
      ['rsa', ED25519_PEM, undefined],
      ['ed25519', encrypted, 'wrong-one'],
      ['ed25519', encrypted.replaceAll('-----', ''), undefined],
    ] as const) {
      let thrown: unknown
      try {
        makers[type]({ apiKey: API_KEY, privateKey, passphrase })
      } catch (error) {
        thrown = error
      }
      if (!(thrown instanceof ConfigError)) throw new Error('no ConfigError')
      expect(thrown.cause).toBeUndefined()
      for (const canary of canaries) expect(`${thrown.message}${thrown.stack}`).not.toContain(canary)
    }
  })
})
