import { createServer } from 'node:net'

/** Answers every request at once with the same JSON over kept connections: as little work as HTTP allows. Arguments: the JSON, a port for each. */
const ports = process.argv.slice(2).map(async (body) => {
  const answer = Buffer.from(
    `HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nX-MBX-USED-WEIGHT-1M: 2\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
  const server = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => socket.destroy())
    let tail = ''
    // Every head ends with an empty line. A body has none: it passes for the beginning of the next head.
    socket.on('data', (chunk) => {
      const parts = (tail + chunk.toString('latin1')).split('\r\n\r\n')
      tail = parts.pop() ?? ''
      for (let i = 0; i < parts.length; i += 1) socket.write(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return typeof address === 'object' ? address?.port : undefined
})
process.send?.(await Promise.all(ports))
process.on('disconnect', () => process.exit())
