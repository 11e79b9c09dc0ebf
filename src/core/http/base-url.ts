import { ConfigError } from '../errors/local-errors.js'

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|.*\.localhost)$/

/** Checks and trims a base URL. Throws ConfigError; keys must not travel in the clear. */
export function checkedBaseUrl(baseUrl: string, hasCredentials: boolean): string {
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
  if (url.protocol === 'http:' && hasCredentials && !LOOPBACK.test(url.hostname)) {
    throw new ConfigError(
      `baseUrl is plain http to ${url.hostname}: keys and signatures would travel readable for everyone. Use https (http is for loopback only).`,
    )
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`
}
