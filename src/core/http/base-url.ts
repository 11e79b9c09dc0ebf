import { ConfigError } from '../errors/local-errors.js'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.*\.localhost)$/

/** Names without a dot, of a home or office network, and the addresses that no router passes on. */
const PRIVATE =
  /^(?:[^.:[\]]+|.*\.(?:local|lan|home|internal|home\.arpa)|10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2}|169\.254(?:\.\d{1,3}){2}|\[f[cd][0-9a-f:]*\]|\[fe80:[0-9a-f:]*\])$/

/** Where plain http is good enough: on this machine, in this network, or everywhere because the caller said so. */
export type PlainHttp = 'loopback' | 'private' | 'everywhere'

/** Checks and trims a base URL. Throws ConfigError; keys must not travel in the clear. */
export function checkedBaseUrl(baseUrl: string, hasCredentials: boolean, plainHttp: PlainHttp = 'loopback'): string {
  let url: URL
  try {
    url = new URL(baseUrl)
  } catch {
    throw new ConfigError('baseUrl is not a URL; it should look like https://api.example.com.')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new ConfigError(`baseUrl must start with https://, not ${url.protocol}//.`)
  if (url.username !== '' || url.password !== '') throw new ConfigError('baseUrl must not hold a user name or password.')
  if (url.search !== '' || url.hash !== '') throw new ConfigError('baseUrl must not hold a query or fragment.')
  if (url.protocol === 'http:' && hasCredentials && !maySendPlainly(url.hostname, plainHttp)) {
    const allowed = plainHttp === 'private' ? 'http is for private networks only' : 'http is for loopback only'
    throw new ConfigError(
      `baseUrl is plain http to ${url.hostname}: keys and signatures would travel readable for everyone. Use https (${allowed}).`,
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}

/** Checks and trims the address of a WebSocket service. Throws ConfigError. `option` is what the caller calls it. */
export function checkedSocketUrl(option: string, address: unknown, hasCredentials: boolean, plain: PlainHttp = 'loopback'): string {
  if (typeof address !== 'string' || !URL.canParse(address))
    throw new ConfigError(`${option} is not a URL; it should look like wss://stream.example.com.`)
  const url = new URL(address)
  if (url.protocol !== 'wss:' && url.protocol !== 'ws:')
    throw new ConfigError(`${option} must start with wss://, or ws:// on this machine, not ${url.protocol}//.`)
  if (url.username !== '' || url.password !== '') throw new ConfigError(`${option} must not hold a user name or password.`)
  if (url.search !== '' || url.hash !== '') throw new ConfigError(`${option} must not hold a query or fragment.`)
  if (url.protocol === 'ws:' && hasCredentials && !maySendPlainly(url.hostname, plain)) {
    throw new ConfigError(
      `${option} is plain ws to ${url.hostname}: keys and signatures would travel readable for everyone. Use wss (ws is for loopback only).`,
    )
  }
  return `${url.protocol}//${url.host}${url.pathname.replace(/\/+$/, '')}`
}

const maySendPlainly = (host: string, allowed: PlainHttp): boolean =>
  allowed === 'everywhere' || LOOPBACK.test(host) || (allowed === 'private' && PRIVATE.test(host))
