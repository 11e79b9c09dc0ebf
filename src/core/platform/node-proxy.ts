import type http from 'node:http'
import { ConfigError } from '../errors/local-errors.js'

/** Never quotes the address: it may hold a password. */
export function checkProxy(proxy: string): void {
  if (!URL.canParse(proxy)) throw new ConfigError('proxy is not a URL; it should look like http://127.0.0.1:8080.')
  if (!/^(?:https?|socks(?:4a?|5h?)?):\/\//.test(proxy)) throw new ConfigError('proxy must start with http://, https:// or socks5://.')
}

/** The agent that goes through the proxy. Throws ConfigError when its package is not installed. */
export async function proxyAgent(proxy: string, options: http.AgentOptions = {}): Promise<http.Agent> {
  const socks = /^socks/.test(proxy)
  const name = socks ? 'socks-proxy-agent' : 'https-proxy-agent'
  try {
    if (socks) {
      const { SocksProxyAgent } = await import('socks-proxy-agent')
      return new SocksProxyAgent(proxy, options)
    }
    const { HttpsProxyAgent } = await import('https-proxy-agent')
    return new HttpsProxyAgent(proxy, options)
  } catch {
    throw new ConfigError(`The proxy option needs the package ${name}: npm install ${name}`)
  }
}
