import crypto, { type KeyObject } from 'node:crypto'
import { type BareSocket, jsonOf, openSocket } from './bare-socket.js'

export type WsKey = { readonly apiKey: string; readonly secret: string } | { readonly apiKey: string; readonly privateKey: KeyObject }

export interface WsAnswer {
  readonly id: unknown
  readonly status: number
  // Answers of any method are looked into.
  readonly result: Record<string, unknown>
  readonly error?: { readonly code: number; readonly msg: string; readonly data?: Record<string, unknown> }
  readonly rateLimits?: readonly Record<string, unknown>[]
}

/** The text that is signed: every parameter but the signature, by name, raw. Written anew, for the mock must not be believed either. */
export function textToSign(params: Readonly<Record<string, unknown>>): string {
  const names = Object.keys(params).filter((name) => name !== 'signature')
  names.sort()
  const parts: string[] = []
  for (const name of names) {
    const value = params[name]
    parts.push(`${name}=${typeof value === 'string' ? value : jsonOf(value)}`)
  }
  return parts.join('&')
}

export function signatureOf(text: string, key: WsKey): string {
  if ('secret' in key) return crypto.createHmac('sha256', key.secret).update(text, 'utf8').digest('hex')
  const digest = key.privateKey.asymmetricKeyType === 'rsa' ? 'sha256' : null
  return crypto.sign(digest, Buffer.from(text, 'utf8'), key.privateKey).toString('base64')
}

/** The parameters with key, time and signature. */
export function signedParams(params: Readonly<Record<string, unknown>>, key: WsKey, timestamp: number | string = Date.now()) {
  const all = { ...params, apiKey: key.apiKey, timestamp }
  return { ...all, signature: signatureOf(textToSign(all), key) }
}

export interface BareWsApi extends BareSocket {
  call(method: string, params?: Readonly<Record<string, unknown>>, id?: string | number): Promise<WsAnswer>
  /** The same, signed. */
  signed(method: string, params?: Readonly<Record<string, unknown>>): Promise<WsAnswer>
  /** The next event of user data, or the next of a kind. */
  event(name?: string): Promise<{ readonly subscriptionId: number; readonly event: Record<string, unknown> }>
}

/** A connection to the WebSocket API over the bare `ws` package. */
export async function openWsApi(url: string, key: WsKey): Promise<BareWsApi> {
  const socket = await openSocket(url)
  let lastId = 0
  const call: BareWsApi['call'] = (method, params, id) => {
    lastId += 1
    // What comes has the members of an answer: tests look at them.
    return socket.ask({ id: id ?? lastId, method, ...(params && { params }) }) as Promise<unknown> as Promise<WsAnswer>
  }
  return {
    ...socket,
    call,
    signed: (method, params = {}) => call(method, signedParams(params, key)),
    event: (name) => socket.next(({ event }) => event !== undefined && (name === undefined || (event as { e: unknown }).e === name)),
  }
}
