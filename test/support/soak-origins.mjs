import { once } from 'node:events'
import { createServer } from 'node:http'
import { constants, createSecureServer } from 'node:http2'
import { createServer as createHttpsServer } from 'node:https'
import { fromCore } from '../../bench/support/from-core.mjs'

const { WebSocketServer } = fromCore('ws')

/**
 * The servers of the soak: HTTP/1.1 in the clear and in TLS, and HTTP/2. What they do with a request is
 * laid down for its path beforehand, by the one who sends it.
 */
export class Origins {
  /** Nothing listens on it, and only the system could. */
  static refusedPort = 1
  #plans = new Map()
  #sessions = new Set()
  #servers
  #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: true })

  /** @param {{ cert: string, key: string }} certificate */
  static async start(certificate) {
    const origins = new Origins(certificate)
    await Promise.all(Object.values(origins.#servers).map((server) => once(server, 'listening')))
    return origins
  }

  constructor({ cert, key }) {
    const serve = (request, response) => this.#serve(request, response)
    // Connections stay open until the end of a round: none is closed while somebody makes use of it.
    const http = createServer({ keepAliveTimeout: 0 }, serve)
    const https = createHttpsServer({ cert, key, keepAliveTimeout: 0 }, serve)
    const http2 = createSecureServer({ cert, key }, serve)
    this.#servers = { http, https, http2 }
    http2.on('session', (session) => {
      this.#sessions.add(session)
      session.on('error', () => {})
      session.once('close', () => this.#sessions.delete(session))
    })
    for (const server of [http, https]) {
      server.on('upgrade', (request, socket, head) => {
        socket.on('error', () => {})
        const plan = this.#take(request.url)
        if (!plan?.upgrade) {
          socket.destroy()
          return
        }
        this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
          webSocket.on('error', () => {})
          plan.upgrade(webSocket)
        })
      })
    }
    for (const server of Object.values(this.#servers)) {
      server.on('clientError', (_error, socket) => socket.destroy())
      server.on('tlsClientError', () => {})
      server.listen(0, '127.0.0.1', 1024)
    }
  }

  /** @param {'http' | 'https' | 'http2'} name */
  port(name) {
    return this.#servers[name].address().port
  }

  /**
   * Lays down what happens with the request for a path.
   *
   * @param {string} path
   * @param {{ serve?: (request: any, response: any) => void, upgrade?: (webSocket: any) => void }} plan
   * @returns {{ seen: Promise<void>, wasSeen: () => boolean }}
   */
  expect(path, plan) {
    let tell = () => {}
    const seen = new Promise((resolve) => (tell = () => resolve(undefined)))
    this.#plans.set(path, { ...plan, tell, times: 0 })
    return { seen, wasSeen: () => this.times(path) > 0 }
  }

  /** How often a path was asked for. @param {string} path */
  times(path) {
    return this.#plans.get(path)?.times ?? 0
  }

  /** @param {string} path */
  forget(path) {
    this.#plans.delete(path)
  }

  /** Ends the connections that nobody uses at the moment. */
  closeIdle() {
    this.#servers.http.closeIdleConnections()
    this.#servers.https.closeIdleConnections()
    for (const session of this.#sessions) session.close()
  }

  /** Connections that are open. */
  async connections() {
    const counts = Object.values(this.#servers).map(
      (server) =>
        new Promise((resolve, reject) =>
          server.getConnections((error, count) => (error ? reject(error) : resolve(count))),
        ),
    )
    return (await Promise.all(counts)).reduce((total, count) => total + count, 0)
  }

  close() {
    for (const server of Object.values(this.#servers)) server.close()
    this.#servers.http.closeAllConnections()
    this.#servers.https.closeAllConnections()
    for (const session of this.#sessions) session.destroy()
    this.#webSockets.close()
  }

  #serve(request, response) {
    // What breaks here is broken on purpose.
    request.on('error', () => {})
    response.on('error', () => {})
    const plan = this.#take(request.url)
    if (plan?.serve) plan.serve(request, response)
    else response.writeHead(500).end('unexpected')
  }

  #take(path) {
    const plan = this.#plans.get(path)
    if (!plan) return undefined
    plan.times++
    plan.tell()
    return plan
  }
}

/**
 * Breaks an exchange from the server's side.
 *
 * @param {any} response
 * @param {boolean} hard With a reset of the TCP connection instead of its end.
 */
export function breakOff(response, hard) {
  if (response.stream?.session) response.stream.close(constants.NGHTTP2_INTERNAL_ERROR)
  // Node resets plain sockets only.
  else if (hard && !response.socket?.encrypted) response.socket?.resetAndDestroy()
  else response.socket?.destroy()
}
