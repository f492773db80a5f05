import { once } from 'node:events'
import { connect as connectHttp2, type ClientHttp2Session } from 'node:http2'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { ensureAuthority } from '../authority.ts'
import type {
  Connection,
  Engine,
  EngineMessage,
  ExchangeHead,
  ExchangeOutcome,
  ResponseHead,
  StartEngine,
  Trouble,
  UpstreamOptions,
} from './engine.ts'
import type { HeaderList } from '../../entry/headers.ts'

/** What an engine told about one exchange. */
export interface SeenExchange {
  readonly head: ExchangeHead
  readonly connection: Connection
  readonly requestBody: () => Buffer
  readonly responseBody: () => Buffer
  requestTrailers: HeaderList
  requestEnded: boolean
  response?: ResponseHead
  responseTrailers: HeaderList
  readonly messages: EngineMessage[]
  outcome?: ExchangeOutcome
  readonly ended: Promise<void>
}

/** An answer as a client got it. */
export interface Answer {
  readonly status: number
  readonly statusText: string
  readonly rawHeaders: readonly string[]
  readonly rawTrailers: readonly string[]
  readonly body: Buffer
}

/** An engine behind a port, with everything it tells. */
export class EngineHarness implements AsyncDisposable {
  readonly seen: SeenExchange[] = []
  readonly troubles: Trouble[] = []
  readonly authority: string
  readonly port: number
  readonly #engine: Engine
  readonly #front: Server
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
  ): Promise<EngineHarness> {
    const authority = await ensureAuthority(folder)
    const late: { harness?: EngineHarness } = {}
    let connections = 0
    const engine = await startEngine(
      { authority: { certificate: authority.pem, key: authority.key }, upstream },
      {
        isOwnAddress: (address) => address.endsWith(`:${late.harness?.port}`),
        accepts: ({ password }) => password !== 'stale',
        exchange: (head, connection) => late.harness!.#observe(head, connection),
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

  /** The exchange for a URL that ends so, once it has ended. */
  async exchange(urlEnd: string): Promise<SeenExchange> {
    const seen = await this.until(() => this.seen.find(({ head }) => head.url.endsWith(urlEnd)))
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
    return new Promise((resolve, reject) => {
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
      request.on('error', reject)
      if (options.trailers) request.addTrailers(options.trailers)
      request.end(options.body)
    })
  }

  /** Opens a tunnel and returns its socket. */
  async tunnel(authority: string, headers = ''): Promise<Socket> {
    const socket = connect(this.port, '127.0.0.1')
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
    const socket = await this.tunnel(authority)
    const secure = connectTls({ socket, servername: 'localhost', ca, ALPNProtocols: protocols })
    await once(secure, 'secureConnect')
    return secure
  }

  /** HTTP/2 inside a tunnel. */
  async http2(authority: string): Promise<ClientHttp2Session> {
    const secure = await this.secureTunnel(authority, ['h2'])
    return connectHttp2(`https://${authority}`, { createConnection: () => secure })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#front.close()
    await this.#engine.close()
  }

  #observe(head: ExchangeHead, connection: Connection) {
    const request: Uint8Array[] = []
    const response: Uint8Array[] = []
    let end = (): void => {}
    const seen: SeenExchange = {
      head,
      connection,
      requestBody: () => Buffer.concat(request),
      responseBody: () => Buffer.concat(response),
      requestTrailers: [],
      requestEnded: false,
      responseTrailers: [],
      messages: [],
      ended: new Promise((resolve) => (end = resolve)),
    }
    this.seen.push(seen)
    this.#wake()
    const told = (work: () => void) => {
      work()
      this.#wake()
    }
    return {
      requestBody: (chunk: Uint8Array) => told(() => request.push(Buffer.from(chunk))),
      requestEnd: (trailers: HeaderList) =>
        told(() => {
          seen.requestTrailers = trailers
          seen.requestEnded = true
        }),
      response: (answer: ResponseHead) => {
        seen.response = answer
        this.#wake()
      },
      responseBody: (chunk: Uint8Array) => told(() => response.push(Buffer.from(chunk))),
      responseTrailers: (trailers: HeaderList) => told(() => (seen.responseTrailers = trailers)),
      message: (message: EngineMessage) => told(() => seen.messages.push(message)),
      end: (outcome: ExchangeOutcome) => {
        if (seen.outcome) throw new Error(`${head.url} ended twice`)
        seen.outcome = outcome
        end()
        this.#wake()
      },
    }
  }

  #wake(): void {
    const waiting = this.#arrived
    this.#arrived = []
    for (const resolve of waiting) resolve()
  }
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
