/**
 * Streams and the WebSocket API through a proxy: the client's option `proxy` is for them too. Needs one package more:
 * npm install https-proxy-agent (or socks-proxy-agent).
 */
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createBinance } from 'tradespec/binance'

const { TRADESPEC_BASE_URL: baseUrl, TRADESPEC_STREAM_URL: streamUrl, TRADESPEC_WS_API_URL: wsApiUrl } = process.env
const { TRADESPEC_PROXY: proxy = await startProxy() } = process.env

const binance = createBinance({ proxy, timeoutMs: 10_000, baseUrl, streamUrl, wsApiUrl })

const api = binance.wsApi()
const { priceChangePercent } = await api.call('ticker', { symbol: 'BNBUSDT', type: 'FULL' })
console.log(`24 hours: ${priceChangePercent} %`)
await api.close()

for await (const { p: price } of binance.streams().subscribe('bnbusdt@aggTrade')) {
  console.log(`a trade at ${price}`)
  break
}

/** You have a proxy; this example brings its own, on loopback, so that it runs anywhere. It wants a user and a password. */
async function startProxy(): Promise<string> {
  const expected = `Basic ${Buffer.from('username:password').toString('base64')}`
  const server = createServer().on('connect', ({ url = '', headers }, client, head) => {
    if (headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
      return
    }
    const { hostname, port } = new URL(`http://${url}`)
    console.log(`the proxy connects to ${hostname}`)
    const service = connect(Number(port) || 80, hostname, () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n')
      service.write(head)
      service.pipe(client).pipe(service)
    })
    service.on('error', () => client.destroy())
    client.on('error', () => service.destroy())
    client.on('close', () => service.destroy())
    service.unref()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // The proxy must not keep the process alive.
  server.unref().on('connection', (socket) => socket.unref())
  return `http://username:password@127.0.0.1:${(server.address() as AddressInfo).port}`
}
