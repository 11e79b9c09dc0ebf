import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { TransportFailure, type WireRequest } from '../../../../src/core/http/send.js'
import { createTransport } from '../../../../src/core/platform/node.js'
import { closedAddress, startServer, startSocketServer } from '../../../helpers/local-server.js'
import { wireRequest } from '../../../helpers/wire.js'

const failure = async (request: WireRequest): Promise<TransportFailure> => {
  try {
    await createTransport({})(request)
  } catch (error) {
    if (error instanceof TransportFailure) return error
    throw error
  }
  throw new Error('no failure')
}

describe('the transport of Node', () => {
  it('sends method, path, query, body and headers as they are', async () => {
    const { baseUrl, received } = await startServer((_request, response) => response.end('{}'))
    const send = createTransport({})
    await send(
      wireRequest({ baseUrl: `${baseUrl}/prefix`, method: 'PUT', path: '/x', query: "a=%20'", body: 'ä=1', headers: { 'X-A': 'b' } }),
    )
    expect(received).toMatchObject([
      { method: 'PUT', path: '/prefix/x', headers: { 'x-a': 'b', 'content-length': '4', 'accept-encoding': 'gzip' } },
    ])
  })

  it.each(['POST', 'PUT', 'DELETE'])('says that a %s without body has none', async (method) => {
    const { baseUrl, received } = await startServer((_request, response) => response.end())
    await createTransport({})(wireRequest({ baseUrl, method }))
    expect(received[0]?.headers).toMatchObject({ 'content-length': '0' })
    expect(received[0]?.headers).not.toHaveProperty('transfer-encoding')
  })

  it('does not wait for ever when the service switches protocols', async () => {
    const { baseUrl } = await startSocketServer((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'))
      socket.resume()
    })
    expect(await failure(wireRequest({ baseUrl }))).toMatchObject({ sent: true })
  })

  it('reads status, headers and text, in pieces or not', async () => {
    const { baseUrl } = await startServer((_request, response) => {
      response.writeHead(429, 'Slow Down', { 'Retry-After': '3', 'Set-Cookie': ['a=1', 'b=2'] })
      response.write(Buffer.from('{"a":"😀"}').subarray(0, 8))
      setImmediate(() => response.end(Buffer.from('{"a":"😀"}').subarray(8)))
    })
    const answer = await createTransport({})(wireRequest({ baseUrl }))
    expect(answer).toMatchObject({ status: 429, statusText: 'Slow Down', text: '{"a":"😀"}' })
    expect([answer.header('Retry-After'), answer.header('absent'), answer.header('set-cookie')]).toEqual(['3', null, 'a=1, b=2'])
    expect(answer.headers().get('RETRY-AFTER')).toBe('3')
    expect(answer.headers().getSetCookie()).toEqual(['a=1', 'b=2'])
  })

  it.each([10, 1_000_000])('unpacks gzip of %d characters', async (length) => {
    // Random enough that the packed text stays long.
    const text = Array.from({ length }, (_, index) => ((index * 2_654_435_761) % 997).toString(36)).join('')
    const { baseUrl } = await startServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(text)),
    )
    expect((await createTransport({})(wireRequest({ baseUrl }))).text).toBe(text)
  })

  it.each([10, 100_000])('fails on a damaged gzip of %d bytes', async (length) => {
    const { baseUrl } = await startServer((_request, response) =>
      response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(Buffer.alloc(length, 7)),
    )
    expect(await failure(wireRequest({ baseUrl }))).toMatchObject({ sent: true })
  })

  it('keeps its connection', async () => {
    const ports = new Set<number | undefined>()
    const { baseUrl } = await startServer((request, response) => {
      ports.add(request.socket.remotePort)
      response.end('{}')
    })
    const send = createTransport({})
    for (let i = 0; i < 3; i += 1) {
      await send(wireRequest({ baseUrl }))
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(ports.size).toBe(1)
  })
})

describe('a failure', () => {
  it('to connect sent nothing', async () => {
    expect(await failure(wireRequest({ baseUrl: await closedAddress() }))).toMatchObject({ sent: false, cause: { code: 'ECONNREFUSED' } })
  })

  it('to find the host sent nothing', async () => {
    expect(await failure(wireRequest({ baseUrl: 'http://no-such-host.invalid' }))).toMatchObject({ sent: false })
  })

  it('to shake hands sent nothing', async () => {
    const { baseUrl } = await startSocketServer((socket) => socket.end('this is not TLS'))
    expect(await failure(wireRequest({ baseUrl: baseUrl.replace('http:', 'https:') }))).toMatchObject({ sent: false })
  })

  it('after connecting may have sent something', async () => {
    const { baseUrl } = await startSocketServer((socket) => {
      socket.resume()
      socket.once('data', () => socket.resetAndDestroy())
    })
    expect(await failure(wireRequest({ baseUrl }))).toMatchObject({ sent: true, cause: { code: 'ECONNRESET' } })
  })

  it('on a kept connection that the service closed may have sent something', async () => {
    const { baseUrl } = await startServer((request, response, index) => {
      if (index === 0) response.end('{}')
      else request.socket.destroy()
    })
    const send = createTransport({})
    await send(wireRequest({ baseUrl }))
    await new Promise((resolve) => setImmediate(resolve))
    await expect(send(wireRequest({ baseUrl }))).rejects.toMatchObject({ sent: true })
  })

  it('by abort before and after the connection tells them apart', async () => {
    const before = new AbortController()
    before.abort()
    expect(await failure(wireRequest({ baseUrl: 'http://127.0.0.1:9', signal: before.signal }))).toMatchObject({ sent: false })
    const after = new AbortController()
    const { baseUrl } = await startServer(() => after.abort())
    expect(await failure(wireRequest({ baseUrl, signal: after.signal }))).toMatchObject({ sent: true })
  })
})
