/**
 * Through a proxy: HTTP, HTTPS or SOCKS, with user and password if need be. Needs one package more:
 * npm install https-proxy-agent (or socks-proxy-agent).
 */
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { createQe } from 'tradespec/qe'

const { TRADESPEC_QE_BASE_URL: baseUrl, TRADESPEC_PROXY = await startProxy() } = process.env

const qe = createQe({ environment: 'test', baseUrl, proxy: TRADESPEC_PROXY })
const { serverTimeMilli } = await qe.timestamp()
console.log(`server time through the proxy: ${new Date(Number(serverTimeMilli)).toISOString()}`)

/** You have a proxy; this example brings its own, on loopback, so that it runs anywhere. */
async function startProxy(): Promise<string> {
  const proxy = createServer().on('connect', ({ url = '' }, client, head) => {
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
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  // The proxy must not keep the process alive.
  proxy.unref().on('connection', (socket) => socket.unref())
  return `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
}
