// The least that a proxy can be in Node: forwards HTTP, ends TLS with one certificate that it has from
// the start, records nothing, checks nothing. What it reaches is the limit for the others.
import { once } from 'node:events'
import { Agent, createServer, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, createServer as createHttpsServer, request } from 'node:https'
import { processOptions, serveParent } from '../worker-process.mjs'

const { ca, cert, key } = processOptions()
const agent = new Agent({ keepAlive: true })
const secureAgent = new HttpsAgent({ keepAlive: true, ca })
/** Headers that concern one connection only (RFC 9110 §7.6.1). */
const hopByHop = new Set(['connection', 'proxy-connection', 'keep-alive', 'transfer-encoding'])

const front = createServer((incoming, outgoing) => {
  const { hostname, pathname, port, search } = new URL(incoming.url)
  forward(incoming, outgoing, httpRequest, agent, { hostname, port, path: pathname + search })
})
const inside = createHttpsServer({ cert, key }, (incoming, outgoing) => {
  const [hostname, port] = incoming.headers.host.split(':')
  forward(incoming, outgoing, request, secureAgent, { hostname, port, path: incoming.url })
})
front.on('connect', (_request, socket, head) => {
  socket.on('error', () => {})
  socket.write('HTTP/1.1 200 OK\r\n\r\n')
  if (head.length > 0) socket.unshift(head)
  inside.emit('connection', socket)
})
inside.on('tlsClientError', () => {})
front.listen(0, '127.0.0.1', 4096)
await once(front, 'listening')
serveParent({ port: front.address().port }, {})

function forward(incoming, outgoing, send, agent_, target) {
  const upstream = send({
    ...target,
    agent: agent_,
    method: incoming.method,
    headers: endToEnd(incoming.rawHeaders),
  })
  upstream.on('response', (response) => {
    outgoing.writeHead(response.statusCode, response.statusMessage, endToEnd(response.rawHeaders))
    response.pipe(outgoing)
  })
  upstream.on('error', () => outgoing.destroy())
  outgoing.on('close', () => outgoing.writableFinished || upstream.destroy())
  incoming.pipe(upstream)
}

function endToEnd(rawHeaders) {
  const kept = []
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (hopByHop.has(rawHeaders[index].toLowerCase())) continue
    kept.push(rawHeaders[index], rawHeaders[index + 1])
  }
  return kept
}
