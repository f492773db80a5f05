// The server behind the proxies: answers `GET /SIZE/ANYTHING` with SIZE bytes, on HTTP and HTTPS. It
// reads no more of a request than it must, so that the proxies have the machine to themselves.
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { processOptions, serveParent } from './worker-process.mjs'

const { cert, key } = processOptions()
const endOfHead = Buffer.from('\r\n\r\n')
const filler = Buffer.from(randomBytes(1_000_000).toString('base64'))
let served = 0

/** @param {import('node:net').Socket} socket */
function serve(socket) {
  let rest = Buffer.alloc(0)
  socket.setNoDelay(true)
  socket.on('error', () => {})
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    for (;;) {
      const end = rest.indexOf(endOfHead)
      if (end < 0) return
      const head = rest.latin1Slice(0, end + 2)
      rest = rest.subarray(end + 4)
      answer(socket, head)
    }
  })
}

function answer(socket, head) {
  served++
  const size = Number(/^GET \/(\d+)\//.exec(head)?.[1] ?? 0)
  const last = /\r\nconnection: *close\r\n/i.test(head)
  // No two bodies are alike: a store that keeps equal ones once would have too easy a time.
  const mark = `${served.toString(36).padStart(12, '0')}:`
  socket.cork()
  socket.write(
    'HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n' +
      `X-Request-Id: ${mark}\r\nContent-Length: ${size}\r\n${last ? 'Connection: close\r\n' : ''}\r\n` +
      mark.slice(0, size),
    'latin1',
  )
  if (size > mark.length) socket.write(filler.subarray(0, size - mark.length))
  socket.uncork()
  if (last) socket.end()
}

const http = createServer(serve).listen(0, '127.0.0.1', 4096)
const https = createTlsServer({ cert, key, ALPNProtocols: ['http/1.1'] }, serve)
https.on('tlsClientError', () => {})
https.listen(0, '127.0.0.1', 4096)
await Promise.all([once(http, 'listening'), once(https, 'listening')])
serveParent({ http: http.address().port, https: https.address().port }, {})
