import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { Agent, request as httpRequest } from 'node:http'
import { connect as connectHttp2, constants } from 'node:http2'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { connect } from 'node:net'
import { setImmediate as turn } from 'node:timers/promises'
import { connect as connectTls } from 'node:tls'
import { fromCore } from '../../bench/support/from-core.mjs'

const { WebSocket } = fromCore('ws')

/** Ways of sending a request: a scheme, a version, a connection of its own or one that is kept. */
export const transports = [
  { name: 'http', origin: 'http', scheme: 'http', keep: true },
  { name: 'http new', origin: 'http', scheme: 'http', keep: false },
  { name: 'https', origin: 'https', scheme: 'https', keep: true },
  { name: 'https new', origin: 'https', scheme: 'https', keep: false },
  { name: 'h2', origin: 'http2', scheme: 'https', keep: true, http2: true },
  { name: 'h2 to h1', origin: 'https', scheme: 'https', keep: true, http2: true },
]

/** The clients of one recording. */
export class Clients {
  #proxy
  #authorization
  #ca
  #ports
  #agent = new Agent({ keepAlive: true })
  #tunnels = new TunnelAgent(this, true)
  #sessions = new Map()

  /**
   * @param {string} proxyUrl With credentials or without.
   * @param {string} ca The proxy's authority, PEM.
   * @param {(origin: string) => number} ports
   */
  constructor(proxyUrl, ca, ports) {
    const { hostname, password, port, username } = new URL(proxyUrl)
    this.#proxy = { host: hostname, port: Number(port) }
    this.#authorization = username
      ? `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
      : undefined
    this.#ca = ca
    this.#ports = ports
  }

  /** `host:port` of the server behind a transport. */
  authority({ origin }) {
    return `127.0.0.1:${this.#ports(origin)}`
  }

  /**
   * Sends a head; the body is the caller's.
   *
   * @param {typeof transports[number]} transport
   * @param {{ method?: string, path: string, headers?: Record<string, string | number>, authority?: string }} what
   * @returns {Promise<Call>}
   */
  async send(
    transport,
    { authority = this.authority(transport), headers = {}, method = 'GET', path },
  ) {
    if (transport.http2) {
      const session = await this.#session(authority)
      const stream = session.request({
        ':method': method,
        ':path': path,
        ':authority': authority,
        ...headers,
      })
      return new Call(stream, (status) => [status[':status'], stream])
    }
    const [host, port] = authority.split(':')
    const request =
      transport.scheme === 'https'
        ? httpsRequest({
            host,
            port,
            method,
            path,
            headers,
            agent: transport.keep ? this.#tunnels : new TunnelAgent(this, false),
          })
        : httpRequest({
            ...this.#proxy,
            method,
            path: `http://${authority}${path}`,
            headers: { host: authority, ...this.#credentials(), ...headers },
            agent: transport.keep ? this.#agent : false,
          })
    return new Call(request, (response) => [response.statusCode, response])
  }

  /** A WebSocket through a tunnel, with TLS inside or without. */
  async webSocket(secure, path) {
    const authority = this.authority({ origin: secure ? 'https' : 'http' })
    const socket = secure ? await this.secureTunnel(authority) : await this.tunnel(authority)
    const url = `${secure ? 'wss' : 'ws'}://${authority}${path}`
    return new WebSocket(url, { createConnection: () => socket, perMessageDeflate: true })
  }

  /** A connection to the proxy on which nothing has been said yet. */
  async socket() {
    const socket = connect(this.#proxy)
    await once(socket, 'connect')
    socket.on('error', () => {})
    return socket
  }

  async tunnel(authority) {
    const socket = await this.socket()
    const authorization = this.#authorization
      ? `Proxy-Authorization: ${this.#authorization}\r\n`
      : ''
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${authorization}\r\n`)
    const answer = await new Promise((resolve, reject) => {
      socket.once('data', resolve)
      socket.once('close', () => reject(new Error('CONNECT was not answered')))
    })
    if (!answer.toString('latin1').startsWith('HTTP/1.1 200')) {
      throw new Error(`CONNECT was answered ${answer.toString('latin1').split('\r\n', 1)[0]}`)
    }
    return socket
  }

  async secureTunnel(authority, { alpn = 'http/1.1', ca = this.#ca } = {}) {
    const socket = await this.tunnel(authority)
    const secure = connectTls({ socket, ca, host: authority.split(':')[0], ALPNProtocols: [alpn] })
    await once(secure, 'secureConnect')
    // The last of the handshake leaves after this event: who closes at once would break it off.
    await turn()
    secure.on('error', () => {})
    return secure
  }

  /** Closes all connections, in use or not. */
  async close() {
    this.#agent.destroy()
    this.#tunnels.destroy()
    for (const opening of this.#sessions.values()) (await opening.catch(() => undefined))?.destroy()
  }

  #credentials() {
    return this.#authorization ? { 'proxy-authorization': this.#authorization } : {}
  }

  /** One HTTP/2 connection for each server, and all requests at once on it. */
  #session(authority) {
    const known = this.#sessions.get(authority)
    if (known) return known
    const opening = this.secureTunnel(authority, { alpn: 'h2' }).then((socket) => {
      const session = connectHttp2(`https://${authority}`, { createConnection: () => socket })
      session.on('error', () => {})
      session.setMaxListeners(0)
      session.once('close', () => this.#sessions.delete(authority))
      return session
    })
    this.#sessions.set(authority, opening)
    return opening
  }
}

class TunnelAgent extends HttpsAgent {
  #clients

  constructor(clients, keepAlive) {
    super({ keepAlive })
    this.#clients = clients
  }

  createConnection({ host, port }, callback) {
    // eslint-disable-next-line promise/no-callback-in-promise -- It is how Node takes a socket that comes later.
    this.#clients.secureTunnel(`${host}:${port}`).then((socket) => callback(null, socket), callback)
  }
}

/** One request on its way. */
export class Call {
  /** @type {Promise<{ status: number, stream: import('node:stream').Readable }>} */
  response
  /** Where the body of the request goes. */
  stream

  constructor(stream, read) {
    this.stream = stream
    this.response = new Promise((resolve, reject) => {
      stream.on('error', reject)
      stream.on('close', () => reject(new Error('closed without a response')))
      stream.on('response', (head) => {
        const [status, body] = read(head)
        // Who reads it hears of what breaks; who does not, need not.
        body.on('error', () => {})
        resolve({ status, stream: body })
      })
    })
    this.response.catch(() => {})
  }

  /** The whole answer. @throws when it breaks off */
  async answer() {
    const { status, stream } = await this.response
    const hash = createHash('sha256')
    let size = 0
    for await (const part of stream) {
      size += part.length
      hash.update(part)
    }
    // A stream of HTTP/2 that is cancelled ends without an error.
    if (stream.rstCode) throw new Error(`reset with code ${stream.rstCode}`)
    return { status, size, sha256: hash.digest('hex') }
  }

  abort() {
    if (this.stream.close) this.stream.close(constants.NGHTTP2_CANCEL)
    else this.stream.destroy()
  }
}
