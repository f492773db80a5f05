import { once } from 'node:events'
import http from 'node:http'
import http2 from 'node:http2'
import https from 'node:https'
import net from 'node:net'
import { WebSocketServer } from 'ws'

/**
 * The servers that the clients call, and a log of what reached them.
 *
 * @typedef {object} Origins
 * @property {string} plain HTTP/1.1
 * @property {string} secure HTTP/1.1 over TLS; its certificate is known to the gateway.
 * @property {string} private Its certificate is known to nobody but the client: {@link Origins.privateCa}.
 * @property {string} h2 HTTP/2 over TLS, and HTTP/1.1.
 * @property {string} h2c HTTP/2 without TLS.
 * @property {string} proxy A proxy that has nothing to do with Hartifact.
 * @property {string} ca
 * @property {string} privateCa
 * @property {string[]} log `METHOD URL` of each request, in the order of arrival.
 * @property {(listener: http.RequestListener) => http.RequestListener} logged For servers of one's own.
 * @property {() => Promise<void>} close
 */

/**
 * @param {{ cert: string, key: string }} known
 * @param {{ cert: string, key: string }} unknown
 * @returns {Promise<Origins>}
 */
export async function startOrigins(known, unknown) {
  /** @type {string[]} */
  const log = []
  /** @type {Set<net.Socket>} */
  const sockets = new Set()
  const logged = (listener) => (request, response) => {
    const scheme = request.socket.encrypted ? 'https' : 'http'
    const authority = request.headers[':authority'] ?? request.headers.host
    const leaked = ownFields(request.headers).map((name) => ` with ${name}`)
    log.push(`${request.method} ${scheme}://${authority}${request.url}${leaked.join('')}`)
    listener(request, response)
  }
  const echoed = logged(echo)
  const servers = {
    plain: http.createServer(echoed),
    secure: https.createServer(known, echoed),
    private: https.createServer(unknown, echoed),
    h2: http2.createSecureServer({ ...known, allowHTTP1: true }, echoed),
    h2c: http2.createServer(echoed),
    proxy: http.createServer().on('connect', tunnel),
  }
  for (const name of ['plain', 'secure']) serveWebSockets(servers[name], log)
  for (const server of Object.values(servers)) {
    server.on('connection', (socket) => {
      sockets.add(socket)
      socket.on('error', () => {}).once('close', () => sockets.delete(socket))
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  const url = (name, scheme) => `${scheme}://127.0.0.1:${servers[name].address().port}`
  return {
    plain: url('plain', 'http'),
    secure: url('secure', 'https'),
    private: url('private', 'https'),
    h2: url('h2', 'https'),
    h2c: url('h2c', 'http'),
    proxy: url('proxy', 'http'),
    ca: known.cert,
    privateCa: unknown.cert,
    log,
    logged,
    async close() {
      const closed = Object.values(servers).map((server) => once(server, 'close'))
      for (const server of Object.values(servers)) server.close()
      for (const socket of sockets) socket.destroy()
      await Promise.all(closed)
    },
  }
}

/** Names of header fields that are between client and proxy, and should be seen by nobody else. */
export function ownFields(headers) {
  return Object.keys(headers).filter((name) => /^(?:proxy-authorization|hartifact-)/i.test(name))
}

/** Answers with what was asked, as JSON. */
function echo(request, response) {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString()
    response.setHeader('content-type', 'application/json')
    response.setHeader('access-control-allow-origin', '*')
    response.setHeader('access-control-allow-headers', '*')
    response.end(JSON.stringify({ method: request.method, path: request.url, body }))
  })
}

/** Sends each message back. */
function serveWebSockets(server, log) {
  const webSockets = new WebSocketServer({ server })
  webSockets.on('connection', (webSocket, request) => {
    const scheme = request.socket.encrypted ? 'wss' : 'ws'
    log.push(`GET ${scheme}://${request.headers.host}${request.url}`)
    webSocket.on('message', (data, isBinary) => webSocket.send(data, { binary: isBinary }))
  })
}

function tunnel(request, socket, head) {
  const { hostname, port } = new URL(`http://${request.url}`)
  const upstream = net.connect({ host: hostname, port: Number(port) }, () => {
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
    upstream.write(head)
    socket.pipe(upstream).pipe(socket)
  })
  upstream.on('error', () => socket.destroy()).on('close', () => socket.destroy())
  socket.on('error', () => upstream.destroy()).on('close', () => upstream.destroy())
}
