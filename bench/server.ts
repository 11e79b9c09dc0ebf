import { createServer } from 'node:net'

/** Answers every request at once with the same JSON over kept connections: as little work as HTTP allows. Argument: the JSON. */
const body = process.argv[2] ?? '{}'
const answer = Buffer.from(
  `HTTP/1.1 200 OK\r\nContent-Type: application/json;charset=UTF-8\r\nX-MBX-USED-WEIGHT-1M: 2\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
)
const server = createServer((socket) => {
  socket.setNoDelay(true)
  socket.on('error', () => socket.destroy())
  let tail = ''
  // Requests here have no body: each ends with an empty line.
  socket.on('data', (chunk) => {
    const parts = (tail + chunk.toString('latin1')).split('\r\n\r\n')
    tail = parts.pop() ?? ''
    for (let i = 0; i < parts.length; i += 1) socket.write(answer)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.(typeof address === 'object' ? address?.port : undefined)
})
process.on('disconnect', () => process.exit())
