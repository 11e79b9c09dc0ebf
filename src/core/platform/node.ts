import crypto, { type KeyObject } from 'node:crypto'
import http, { type IncomingMessage } from 'node:http'
import https from 'node:https'
import { gunzip, gunzipSync } from 'node:zlib'
import { ConfigError } from '../errors/local-errors.js'
import { TransportFailure, type WireRequest, type WireResponse } from '../http/send.js'
import { keyText } from './key-text.js'
import { checkProxy, proxyAgent } from './node-proxy.js'
import type { Platform } from './platform.js'

export { loadSockets } from './node-socket.js'

/**
 * An idle connection is given up here before the service gives it up: an order sent into a connection that is just being closed
 * would have an unknown outcome.
 */
const KEEP_ALIVE = { keepAlive: true, scheduling: 'lifo', timeout: 20_000 } as const

interface Target {
  readonly secure: boolean
  readonly hostname: string
  readonly port: number
  readonly prefix: string
}

const BLOCKING_GUNZIP_LIMIT = 64 * 1024

export const createTransport: Platform['createTransport'] = ({ proxy }) => {
  if (proxy !== undefined) checkProxy(proxy)
  const targets = new Map<string, Target>()
  const agents: { secure?: Promise<http.Agent> | http.Agent; plain?: Promise<http.Agent> | http.Agent } = {}

  const targetOf = (baseUrl: string): Target => {
    let target = targets.get(baseUrl)
    if (!target) {
      const url = new URL(baseUrl)
      const secure = url.protocol === 'https:'
      // Node wants an IPv6 address without the brackets of the URL.
      const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
      target = { secure, hostname, port: Number(url.port) || (secure ? 443 : 80), prefix: url.pathname.replace(/\/$/, '') }
      targets.set(baseUrl, target)
    }
    return target
  }

  const agentFor = (secure: boolean): Promise<http.Agent> | http.Agent => {
    const slot = secure ? 'secure' : 'plain'
    agents[slot] ??= proxy === undefined ? new (secure ? https : http).Agent(KEEP_ALIVE) : proxyAgent(proxy, KEEP_ALIVE)
    return agents[slot]
  }

  return async (request) => {
    const target = targetOf(request.baseUrl)
    const agent = agentFor(target.secure)
    const response = await exchange(request, target, agent instanceof Promise ? await agent : agent)
    return readAnswer(response)
  }
}

interface Answer {
  readonly message: IncomingMessage
  readonly bytes: Buffer
}

function exchange(request: WireRequest, target: Target, agent: http.Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let connected = false
    let settled = false
    const fail = (cause: unknown) => {
      if (settled) return
      settled = true
      reject(new TransportFailure(connected, cause))
    }
    // While the agent of a proxy was loaded.
    if (request.stop?.stopped) return fail(new Error('stopped'))
    const headers: Record<string, string | number> = { 'Accept-Encoding': 'gzip', ...request.headers }
    if (request.body !== undefined) headers['Content-Length'] = Buffer.byteLength(request.body)
    else if (request.method !== 'GET') headers['Content-Length'] = 0
    // Called through the module object: a named import would escape the interception of test tools such as msw.
    const outgoing = (target.secure ? https : http).request({
      method: request.method,
      host: target.hostname,
      port: target.port,
      path: `${target.prefix}${request.path}${request.query === '' ? '' : `?${request.query}`}`,
      headers,
      agent,
      signal: request.stop ? undefined : request.signal,
    })
    if (request.stop) {
      request.stop.onStop = () => {
        const stopped = new Error('stopped')
        outgoing.destroy(stopped)
        fail(stopped)
      }
    }
    outgoing.on('socket', (socket) => {
      // A socket that still connects (or shakes hands) cannot have carried anything yet.
      if (!socket.connecting) connected = true
      else
        socket.once(target.secure ? 'secureConnect' : 'connect', () => {
          connected = true
        })
    })
    outgoing.on('error', fail)
    // Without this listener Node gives such a connection up without a word.
    outgoing.on('upgrade', (_message, socket) => {
      connected = true
      socket.destroy()
      fail(new Error('the service switched protocols'))
    })
    outgoing.on('response', (message: IncomingMessage) => {
      connected = true
      const chunks: Buffer[] = []
      message.on('data', (chunk: Buffer) => chunks.push(chunk))
      message.on('error', fail)
      message.on('end', () => {
        if (!message.complete) return fail(new Error('the answer broke off'))
        settled = true
        resolve({ message, bytes: chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks) })
      })
    })
    outgoing.end(request.body)
  })
}

async function readAnswer({ message, bytes }: Answer): Promise<WireResponse> {
  const plain = message.headers['content-encoding']?.toLowerCase() === 'gzip' ? await unzip(bytes) : bytes
  const text = plain.toString('utf8')
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    header: (name) => {
      const value = message.headers[name.toLowerCase()]
      return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value
    },
    headers: () => {
      const headers = new Headers()
      for (let i = 0; i + 1 < message.rawHeaders.length; i += 2)
        headers.append(message.rawHeaders[i] ?? '', message.rawHeaders[i + 1] ?? '')
      return headers
    },
    text,
  }
}

function unzip(bytes: Buffer): Buffer | Promise<Buffer> {
  try {
    // A short answer is unpacked faster here than on the thread pool; a long one must not block the process.
    if (bytes.length < BLOCKING_GUNZIP_LIMIT) return gunzipSync(bytes)
  } catch (cause) {
    throw new TransportFailure(true, cause)
  }
  return new Promise((resolve, reject) => {
    gunzip(bytes, (error, plain) => (error ? reject(new TransportFailure(true, error)) : resolve(plain)))
  })
}

export const hmacSigner: Platform['hmacSigner'] = (secret) => {
  const key = crypto.createSecretKey(Buffer.from(secret, 'utf8'))
  return (payload) => crypto.createHmac('sha256', key).update(payload).digest('hex')
}

export const keySigner: Platform['keySigner'] = (type, input, passphrase) => {
  const key = parsePrivateKey(type, input, passphrase)
  const digest = type === 'rsa' ? 'sha256' : null
  return (payload) => crypto.sign(digest, Buffer.from(payload, 'utf8'), key).toString('base64')
}

function parsePrivateKey(type: string, input: Parameters<Platform['keySigner']>[1], passphrase: string | undefined): KeyObject {
  let key: KeyObject
  if (input instanceof crypto.KeyObject) {
    key = input
  } else if (typeof input === 'string' || input instanceof Uint8Array) {
    const pem = keyText(type, input)
    try {
      key =
        pem === undefined
          ? crypto.createPrivateKey({
              key: Buffer.from(input as Uint8Array),
              format: 'der',
              type: 'pkcs8',
              ...(passphrase === undefined ? {} : { passphrase }),
            })
          : crypto.createPrivateKey({ key: pem, format: 'pem', ...(passphrase === undefined ? {} : { passphrase }) })
    } catch {
      // The platform's error is not kept: nothing that came from key material may travel on.
      const hint =
        pem !== undefined && /ENCRYPTED/.test(pem)
          ? passphrase === undefined
            ? 'It is encrypted: pass `passphrase`.'
            : 'It is encrypted, and `passphrase` does not open it (or its format is not supported).'
          : pem === undefined
            ? 'As DER it is not readable in PKCS#8 form, or it is encrypted and `passphrase` is missing or wrong.'
            : 'It is not readable as a private key in PKCS#8 (or, for RSA, PKCS#1) form.'
      throw new ConfigError(`privateKey of ${type}() cannot be read. ${hint}`)
    }
  } else {
    throw new ConfigError(`privateKey of ${type}() must be PEM text, a Buffer, or a private KeyObject of node:crypto.`)
  }
  if (key.type !== 'private' || key.asymmetricKeyType !== type) {
    throw new ConfigError(
      `privateKey of ${type}() is a ${key.type} key of type ${key.asymmetricKeyType ?? 'secret'}; a private ${type} key is needed.`,
    )
  }
  return key
}
