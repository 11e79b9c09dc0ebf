import { ConfigError } from '../errors/local-errors.js'
import { fetchTransport } from '../http/fetch-transport.js'
import { standardSockets } from '../ws/standard-socket.js'
import { keyText } from './key-text.js'
import type { KeyType, Platform, PrivateKeyInput } from './platform.js'

export const createTransport: Platform['createTransport'] = ({ proxy }) => {
  if (proxy !== undefined) throw new ConfigError('The proxy option works in Node only; a browser takes its proxy from the system.')
  return fetchTransport((url, init) => globalThis.fetch(url, init))
}

export const loadSockets: Platform['loadSockets'] = async ({ proxy }) => {
  if (proxy !== undefined) throw new ConfigError('The proxy option works in Node only; a browser takes its proxy from the system.')
  if (typeof globalThis.WebSocket !== 'function')
    throw new ConfigError('There is no WebSocket here: pass the class of a library as the option `WebSocket`.')
  return standardSockets(globalThis.WebSocket)
}

export const hmacSigner: Platform['hmacSigner'] = (secret) => {
  let key: Promise<CryptoKey> | undefined
  return async (payload) => {
    key ??= crypto.subtle.importKey('raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', await key, new TextEncoder().encode(payload)))
    let hex = ''
    for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
    return hex
  }
}

const ALGORITHM = {
  rsa: { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ed25519: { name: 'Ed25519' },
} as const

export const keySigner: Platform['keySigner'] = (type, input, passphrase) => {
  const bytes = pkcs8Bytes(type, input, passphrase)
  let key: Promise<CryptoKey> | undefined
  return async (payload) => {
    key ??= crypto.subtle.importKey('pkcs8', bytes, ALGORITHM[type], false, ['sign']).catch(() => {
      throw new ConfigError(
        `privateKey of ${type}() cannot be read as a ${type} key in PKCS#8 form, or this browser does not know ${type}.`,
      )
    })
    const signature = await crypto.subtle.sign(ALGORITHM[type], await key, new TextEncoder().encode(payload))
    return btoa(String.fromCharCode(...new Uint8Array(signature)))
  }
}

function pkcs8Bytes(type: KeyType, input: PrivateKeyInput, passphrase: string | undefined): Uint8Array<ArrayBuffer> {
  if (typeof input !== 'string' && !(input instanceof Uint8Array)) {
    throw new ConfigError(`privateKey of ${type}() must be PEM text or bytes here; KeyObject exists in Node only.`)
  }
  const pem = keyText(type, input)
  if (passphrase !== undefined || (pem !== undefined && /ENCRYPTED/.test(pem))) {
    throw new ConfigError(`privateKey of ${type}() is encrypted: a browser cannot open it. Decrypt it first, or use custom().`)
  }
  if (pem === undefined) return new Uint8Array(input as Uint8Array)
  const body = /-----BEGIN PRIVATE KEY-----([\s\S]*?)-----END PRIVATE KEY-----/.exec(pem)?.[1]
  if (body === undefined) {
    throw new ConfigError(
      `privateKey of ${type}() is not in PKCS#8 form (BEGIN PRIVATE KEY): convert it with openssl pkcs8 -topk8 -nocrypt.`,
    )
  }
  try {
    return Uint8Array.from(atob(body.replace(/\s+/g, '')), (character) => character.charCodeAt(0))
  } catch {
    throw new ConfigError(`privateKey of ${type}() is damaged: its PEM body is not base64.`)
  }
}
