import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import { describe, expect, it, onTestFinished } from 'vitest'
import { type WebSocket, WebSocketServer } from 'ws'
import { loadSockets } from '../../../../src/core/platform/node-socket.js'
import type { Closed, Socket } from '../../../../src/core/ws/socket.js'
import { closedAddress, startSocketServer } from '../../../helpers/local-server.js'

async function startPeer(onSocket: (socket: WebSocket, request: http.IncomingMessage) => void = () => undefined) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  server.on('connection', (socket, request) => {
    socket.on('error', () => undefined)
    onSocket(socket, request)
  })
  onTestFinished(() => {
    for (const client of server.clients) client.terminate()
    server.close()
  })
  await new Promise((resolve) => server.once('listening', resolve))
  // A server that listens on a port has an address object.
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
}

type Heard = ['open'] | ['text', string] | ['sign'] | ['close', Closed]

/** Opens a socket and records what it tells. */
async function open(url: string, proxy?: string) {
  const openSocket = await loadSockets({ proxy })
  const heard: Heard[] = []
  const waiting = new Set<() => void>()
  const hear = (one: Heard) => {
    heard.push(one)
    for (const look of waiting) look()
  }
  const socket: Socket = openSocket(url, {
    onOpen: () => hear(['open']),
    onText: (text) => hear(['text', text]),
    onSign: () => hear(['sign']),
    onClose: (closed) => hear(['close', closed]),
  })
  onTestFinished(() => socket.terminate())
  /** Resolves when it has been told so many things of that kind. */
  const until = (kind: Heard[0], count = 1) =>
    new Promise<Heard[]>((resolve) => {
      const look = () => {
        const all = heard.filter(([one]) => one === kind)
        if (all.length >= count) resolve(all)
      }
      waiting.add(look)
      look()
    })
  const closed = async (): Promise<Closed | undefined> => {
    await until('close')
    // Whatever would come twice comes now.
    await new Promise((resolve) => setImmediate(resolve))
    const ends = heard.filter((one) => one[0] === 'close')
    expect(ends).toHaveLength(1)
    return ends[0]?.[1]
  }
  return { socket, heard, until, closed }
}

const texts = (heard: readonly Heard[]) => heard.flatMap((one) => (one[0] === 'text' ? [one[1]] : []))

describe('a socket of Node', () => {
  it('carries text both ways, whatever its letters', async () => {
    const { socket, until, heard } = await open(await startPeer((peer) => peer.on('message', (data) => peer.send(`re: ${data}`))))
    await until('open')
    socket.send('{"symbol":"币安人生USDT"}')
    socket.send('😀')
    await until('text', 2)
    expect(texts(heard)).toEqual(['re: {"symbol":"币安人生USDT"}', 're: 😀'])
  })

  it('asks for the path and the query as they are', async () => {
    const paths: (string | undefined)[] = []
    const url = await startPeer((_peer, request) => paths.push(request.url))
    const { until } = await open(`${url}/stream?streams=btcusdt@aggTrade/!miniTicker@arr&timeUnit=MICROSECOND`)
    await until('open')
    expect(paths).toEqual(['/stream?streams=btcusdt@aggTrade/!miniTicker@arr&timeUnit=MICROSECOND'])
  })

  it('offers no compression', async () => {
    const headers: http.IncomingHttpHeaders[] = []
    const { until } = await open(await startPeer((_peer, request) => headers.push(request.headers)))
    await until('open')
    expect(headers[0]).not.toHaveProperty('sec-websocket-extensions')
  })

  it('answers a ping with its payload, and tells that it came', async () => {
    const pongs: string[] = []
    const url = await startPeer((peer) => {
      peer.on('pong', (payload) => {
        pongs.push(String(payload))
        peer.send('got it')
      })
      peer.ping('1764230400000')
    })
    const { until } = await open(url)
    await Promise.all([until('sign'), until('text')])
    expect(pongs).toEqual(['1764230400000'])
  })

  it('pings, and tells of the answer', async () => {
    let pings = 0
    const { socket, until } = await open(
      await startPeer((peer) =>
        peer.on('ping', () => {
          pings += 1
        }),
      ),
    )
    await until('open')
    socket.ping?.()
    await until('sign')
    expect(pings).toBe(1)
  })

  it('leaves binary frames aside', async () => {
    const url = await startPeer((peer) => {
      peer.send(Buffer.from('binary'))
      peer.send('text')
    })
    const { until, heard } = await open(url)
    await until('text')
    expect(texts(heard)).toEqual(['text'])
  })

  it('lives on after text that is no UTF-8', async () => {
    const url = await startPeer((peer) => {
      peer.send(Buffer.from([0x61, 0xff, 0x62]), { binary: false })
      peer.send('next')
    })
    const { until, heard } = await open(url)
    await until('text', 2)
    expect(texts(heard)).toEqual(['a\ufffdb', 'next'])
  })

  it('joins a message that comes in fragments', async () => {
    const url = await startPeer((peer) => {
      peer.send('{"a":', { fin: false })
      peer.send('1}', { fin: true })
    })
    const { until, heard } = await open(url)
    await until('text')
    expect(texts(heard)).toEqual(['{"a":1}'])
  })

  it.each([
    [1000, 'done'],
    [1001, 'going away'],
    [1008, 'too many requests'],
    [4000, 'own'],
  ])('tells the code %i and the reason of the peer', async (code, reason) => {
    const { closed } = await open(await startPeer((peer) => peer.close(code, reason)))
    expect(await closed()).toMatchObject({ code, reason, error: undefined })
  })

  it('closes in order', async () => {
    const codes: number[] = []
    const { socket, until, closed } = await open(await startPeer((peer) => peer.on('close', (code) => codes.push(code))))
    await until('open')
    socket.close(1000, '')
    expect(await closed()).toMatchObject({ code: 1000, reason: '' })
    expect(codes).toEqual([1000])
  })

  it('is gone at once when it is terminated', async () => {
    const { socket, until, closed } = await open(await startPeer())
    await until('open')
    socket.terminate()
    socket.terminate()
    expect(await closed()).toMatchObject({ code: 1006 })
  })

  it('tells a connection that breaks', async () => {
    const { closed } = await open(await startPeer((peer) => peer.terminate()))
    expect(await closed()).toMatchObject({ code: 1006 })
  })

  it('tells its error when the peer breaks the protocol', async () => {
    const url = await startPeer((_peer, request) => request.socket.write(Buffer.from([0xff, 0xff, 0xff])))
    const { closed } = await open(url)
    expect((await closed())?.error).toBeInstanceOf(Error)
  })

  it('does nothing on a connection that is closing', async () => {
    const { socket, until, closed } = await open(await startPeer())
    await until('open')
    socket.close(1000, '')
    socket.send('late')
    socket.ping?.()
    expect(await closed()).toMatchObject({ code: 1000 })
  })
})

describe('a handshake', () => {
  it('that is refused tells its status and what it asks for', async () => {
    const refusing = http.createServer().on('upgrade', (_request, socket) => {
      socket.end('HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy')
    })
    onTestFinished(() => void refusing.close())
    await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve))
    const { closed, heard } = await open(`ws://127.0.0.1:${(refusing.address() as AddressInfo).port}`)
    expect(await closed()).toMatchObject({ code: 1006, status: 429, retryAfterMs: 7000 })
    expect(heard).toHaveLength(1)
  })

  it.each([301, 401, 404, 418, 503])('that is answered with %i tells that, also when the answer never ends', async (status) => {
    const { baseUrl } = await startSocketServer((socket) => {
      socket.once('data', () => socket.write(`HTTP/1.1 ${status} No\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 1000\r\n\r\nhalf`))
      socket.resume()
    })
    const { closed } = await open(baseUrl.replace('http', 'ws'))
    expect(await closed()).toMatchObject({ code: 1006, status, retryAfterMs: 0 })
  })

  it('that nobody answers fails with the error of the network', async () => {
    const { closed } = await open((await closedAddress()).replace('http', 'ws'))
    const end = await closed()
    expect(end).toMatchObject({ code: 1006, error: { code: 'ECONNREFUSED' } })
    expect(end?.status).toBeUndefined()
  })

  it('can be given up', async () => {
    const { baseUrl } = await startSocketServer((socket) => socket.resume())
    const { socket, closed } = await open(baseUrl.replace('http', 'ws'))
    socket.terminate()
    expect(await closed()).toMatchObject({ code: 1006 })
  })

  it.each(['no url', 'ftp://127.0.0.1/', 'ws://127.0.0.1/#part'])(
    'with the impossible address %s fails, and nothing is thrown',
    async (url) => {
      const { socket, closed } = await open(url)
      expect((await closed())?.error).toBeInstanceOf(SyntaxError)
      expect(() => {
        socket.send('')
        socket.close(1000, '')
        socket.terminate()
      }).not.toThrow()
    },
  )
})

describe('a socket through a proxy', () => {
  /** Takes CONNECT, to wherever it is asked. */
  async function startProxy(refusal?: string) {
    const asked: { readonly target: string | undefined; readonly authorization: string | undefined }[] = []
    const sockets: net.Socket[] = []
    const proxy = http.createServer().on('connect', (request, socket: net.Socket) => {
      asked.push({ target: request.url, authorization: request.headers['proxy-authorization'] })
      if (refusal !== undefined) {
        socket.end(refusal)
        return
      }
      const [host, port] = (request.url ?? '').split(':')
      const through = net.connect(Number(port), host ?? '', () => {
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
        through.pipe(socket).pipe(through)
      })
      sockets.push(through, socket)
      for (const one of [through, socket]) one.on('error', () => undefined)
    })
    onTestFinished(() => {
      for (const socket of sockets) socket.destroy()
      proxy.close()
    })
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    return { port: (proxy.address() as AddressInfo).port, asked }
  }

  it('goes through it, with its password', async () => {
    const { port, asked } = await startProxy()
    const url = await startPeer((peer) => peer.send('through'))
    const { until, heard } = await open(`${url}/ws`, `http://user:pass%20word@127.0.0.1:${port}`)
    await until('text')
    expect(texts(heard)).toEqual(['through'])
    expect(asked).toEqual([{ target: new URL(url).host, authorization: `Basic ${Buffer.from('user:pass word').toString('base64')}` }])
  })

  it('tells the status of a proxy that refuses', async () => {
    const { port } = await startProxy('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n')
    const { closed } = await open(await startPeer(), `http://127.0.0.1:${port}`)
    expect(await closed()).toMatchObject({ code: 1006, status: 407 })
  })

  it('fails where there is no proxy', async () => {
    const { closed } = await open(await startPeer(), await closedAddress())
    expect(await closed()).toMatchObject({ code: 1006, error: { code: 'ECONNREFUSED' } })
  })

  it('has to be an address that can be one', async () => {
    await expect(loadSockets({ proxy: 'nonsense' })).rejects.toMatchObject({ code: 'CONFIG' })
    await expect(loadSockets({ proxy: 'ftp://127.0.0.1' })).rejects.toMatchObject({ code: 'CONFIG' })
  })
})
