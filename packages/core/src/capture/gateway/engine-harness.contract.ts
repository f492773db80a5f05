import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, createServer, isIP, type Server, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { ensureAuthority } from '../authority.ts'
import { RawSocket } from './contract/raw-socket.contract.ts'
import { observe, type SeenExchange, type Watcher } from './contract/seen-exchange.contract.ts'
import type { Engine, StartEngine, Trouble, UpstreamOptions } from './engine.ts'

/** An answer as a client got it. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly rawHeaders: readonly string[]
  readonly rawTrailers: readonly string[]
  readonly body: Buffer
}

export interface HarnessOptions {
  /** What an observer answers to a chunk of a body: a promise holds the next one back. */
  readonly hold?: Watcher['hold']
}

/** An engine behind a port, with everything it tells. */
export class EngineHarness implements AsyncDisposable {
  readonly seen: SeenExchange[] = []
  readonly troubles: Trouble[] = []
  /** What the engine told in an order that cannot be; empty when all is well. */
  readonly violations: string[] = []
  readonly authority: string
  readonly port: number
  readonly #engine: Engine
  readonly #front: Server
  readonly #clients: Array<{ destroy(): unknown }> = []
  #arrived: Array<() => void> = []

  private constructor(engine: Engine, front: Server, authority: string) {
    this.#engine = engine
    this.#front = front
    this.authority = authority
    this.port = (front.address() as AddressInfo).port
  }

  static async start(
    startEngine: StartEngine,
    folder: string,
    upstream: UpstreamOptions = {},
    options: HarnessOptions = {},
  ): Promise<EngineHarness> {
    const authority = await ensureAuthority(folder)
    const late: { harness?: EngineHarness } = {}
    let connections = 0
    const engine = await startEngine(
      { authority: { certificate: authority.pem, key: authority.key }, upstream },
      {
        isOwnAddress: (address) => address.endsWith(`:${late.harness?.port}`),
        accepts: ({ password }) => password !== 'stale',
        exchange: (head, connection) => {
          const harness = late.harness!
          const { observer, seen } = observe(head, connection, {
            ...options,
            told: () => harness.#wake(),
            violation: (what) => harness.violations.push(what),
          })
          harness.seen.push(seen)
          harness.#wake()
          return observer
        },
        trouble: (trouble) => {
          late.harness!.troubles.push(trouble)
          late.harness!.#wake()
        },
      },
    )
    const front = createServer((socket) => {
      connections++
      engine.accept(socket, { id: `c${connections}`, remotePort: socket.remotePort })
    })
    front.listen(0, '127.0.0.1')
    await once(front, 'listening')
    return (late.harness = new EngineHarness(engine, front, authority.pem))
  }

  /** Waits until the engine has told of what `found` looks for. */
  async until<T>(found: () => T | undefined | false): Promise<T> {
    for (;;) {
      const value = found()
      if (value) return value
      await new Promise<void>((resolve) => this.#arrived.push(resolve))
    }
  }

  /** The exchange for a URL that ends so, once it has begun. */
  begun(urlEnd: string): Promise<SeenExchange> {
    return this.until(() => this.seen.find(({ head }) => head.url.endsWith(urlEnd)))
  }

  /** The exchange for a URL that ends so, once it has ended. */
  async exchange(urlEnd: string): Promise<SeenExchange> {
    const seen = await this.begun(urlEnd)
    await seen.ended
    return seen
  }

  /** Sends an absolute-form request through the engine. */
  get(
    url: string,
    options: {
      method?: string
      headers?: readonly string[]
      body?: string | Buffer
      trailers?: Record<string, string>
    } = {},
  ): Promise<Answer> {
    const answer = new Promise<Answer>((resolve, reject) => {
      const request = httpRequest(
        {
          host: '127.0.0.1',
          port: this.port,
          path: url,
          method: options.method ?? 'GET',
          agent: false,
          headers: (options.headers ?? ['Host', new URL(url).host]) as never,
        },
        (response) => void collect(response).then(resolve, reject),
      )
      this.#clients.push(request)
      request.on('error', reject)
      if (options.trailers) request.addTrailers(options.trailers)
      request.end(options.body)
    })
    // A case that fails before it awaits the answer leaves it alone.
    answer.catch(() => {})
    return answer
  }

  /** A connection to the engine, as bytes. */
  async client(): Promise<RawSocket> {
    const client = await RawSocket.connect(this.port)
    this.#clients.push(client.socket)
    return client
  }

  /** A connection to `authority` by CONNECT, as bytes. */
  async rawTunnel(authority: string): Promise<RawSocket> {
    const client = await this.client()
    client.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
    const head = await client.takeHead()
    if (!head.startsWith('HTTP/1.1 200')) throw new Error(head)
    return client
  }

  /** A connection to `authority` by CONNECT and TLS, as bytes. */
  async rawSecureTunnel(authority: string, protocols?: string[]): Promise<RawSocket> {
    return new RawSocket(await this.secureTunnel(authority, protocols))
  }

  /** Opens a tunnel and returns its socket. */
  async tunnel(authority: string, headers = ''): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1')
    this.#clients.push(socket)
    await once(socket, 'connect')
    socket.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n${headers}\r\n`)
    const [head] = (await once(socket, 'data')) as [Buffer]
    if (!head.toString().startsWith('HTTP/1.1 200')) throw new Error(head.toString())
    return socket
  }

  /** TLS inside a tunnel, trusting the engine's authority. */
  async secureTunnel(
    authority: string,
    protocols: string[] = ['http/1.1'],
    ca: string = this.authority,
  ): Promise<TLSSocket> {
    return secure(await this.tunnel(authority), 'localhost', ca, protocols)
  }

  /** HTTP/2 inside a tunnel. */
  async http2(authority: string): Promise<ClientHttp2Session> {
    const socket = await this.secureTunnel(authority, ['h2'])
    const session = connectHttp2(`https://${authority}`, {
      createConnection: () => socket,
      // Megabytes; above them Node closes streams.
      maxSessionMemory: 100,
      maxHeaderListPairs: 1000,
    })
    session.on('error', () => {})
    this.#clients.push(session)
    return session
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#clients) client.destroy()
    this.#front.close()
    await this.#engine.close()
  }

  #wake(): void {
    const waiting = this.#arrived
    this.#arrived = []
    for (const resolve of waiting) resolve()
  }
}

/**
 * TLS with a server that is called `name`, over `socket`.
 *
 * Node 22.23 matches no IPv6 address with a certificate, so the certificate is asked itself.
 */
export async function secure(
  socket: Socket,
  name: string,
  ca: string,
  protocols: string[] = ['http/1.1'],
): Promise<TLSSocket> {
  const secured = connectTls({
    socket,
    ...(isIP(name) ? { host: name } : { servername: name }),
    ca,
    ...(protocols.length > 0 && { ALPNProtocols: protocols }),
    checkServerIdentity: (_, { raw }) => {
      const certificate = new X509Certificate(raw)
      const isRight = isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)
      return isRight ? undefined : new Error(`The certificate is not of ${name}`)
    },
  })
  await once(secured, 'secureConnect')
  return secured
}

/** Reads a response whole. */
export async function collect(response: IncomingMessage): Promise<Answer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return {
    status: response.statusCode ?? 0,
    statusText: response.statusMessage ?? '',
    rawHeaders: response.rawHeaders,
    rawTrailers: response.rawTrailers,
    body: Buffer.concat(chunks),
  }
}

/** Sends one request over a socket that is open already. */
export function requestOver(socket: Socket, path: string, host: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      { createConnection: () => socket, path, headers: { host } },
      (response) => void collect(response).then(resolve, reject),
    )
    request.on('error', reject)
    request.end()
  })
}
