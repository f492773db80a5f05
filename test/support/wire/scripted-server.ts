import { once } from 'node:events'
import { createServer as createHttp2, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { createServer as createTls, type TLSSocket } from 'node:tls'
import { ByteReader, writeOut } from './byte-reader.ts'
import { headBytes, pieces, readContent, readHead, valueOf, writeContent } from './http1-message.ts'
import { toFields, toObject } from './http2-fields.ts'
import type { Exchange, Request } from './plan.ts'
import { selfSigned } from './certificate.ts'

/** A web server that answers as planned, and keeps what it was sent in the exchange. */
export interface ScriptedServer extends AsyncDisposable {
  readonly httpPort: number
  readonly httpsPort: number
  /** By target. */
  readonly exchanges: Map<string, Exchange>
  /** What it could not make sense of. */
  readonly faults: unknown[]
  /** Cuts all connections. */
  cut(): void
}

export async function startScriptedServer(): Promise<ScriptedServer> {
  const exchanges = new Map<string, Exchange>()
  const faults: unknown[] = []
  const sockets = new Set<Socket>()
  let cuts = 0
  const find = (target: string): Exchange => {
    const exchange = exchanges.get(target)
    if (!exchange) throw new Error(`The server was asked for ${target}, which nobody sent`)
    if (exchange.atServer) throw new Error(`The server was asked twice for ${target}`)
    return exchange
  }
  /** What breaks because it was cut is no fault. */
  const faultTeller = () => {
    const before = cuts
    return (error: unknown): void => {
      if (before === cuts) faults.push(error)
    }
  }
  const serveHttp1 = (scheme: string, port: () => number) => (socket: Socket) => {
    const told = faultTeller()
    serveConnection(socket, find, `${scheme}://127.0.0.1:${port()}`).catch((error: unknown) => {
      told(error)
      socket.destroy()
    })
  }
  const keep = (socket: Socket): void => {
    sockets.add(socket.on('close', () => sockets.delete(socket)))
    // Who reads or writes is told of it.
    socket.on('error', () => {})
  }

  const plain: Server = createServer(serveHttp1('http', () => portOf(plain)))
  const http2: Http2Server = createHttp2({ maxSessionMemory: 100 })
  http2.on('sessionError', () => {})
  http2.on(
    'stream',
    (stream: ServerHttp2Stream, _headers: unknown, _flags: number, rawHeaders: string[]) => {
      const told = faultTeller()
      const origin = `https://127.0.0.1:${portOf(secure)}`
      // `close` tells it, where it matters.
      stream.on('error', () => {})
      serveStream(stream, rawHeaders, find, origin).catch((error: unknown) => {
        told(error)
        stream.close()
      })
    },
  )
  const secure: Server = createTls({ ...(await selfSigned()), ALPNProtocols: ['h2', 'http/1.1'] })
  const secureHttp1 = serveHttp1('https', () => portOf(secure))
  secure.on('secureConnection', (socket: TLSSocket) => {
    keep(socket)
    if (socket.alpnProtocol === 'h2') http2.emit('connection', socket)
    else secureHttp1(socket)
  })
  for (const server of [plain, secure]) {
    server.on('connection', keep)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
  }
  const cut = (): void => {
    cuts++
    for (const socket of sockets) socket.destroy()
  }
  return {
    httpPort: portOf(plain),
    httpsPort: portOf(secure),
    exchanges,
    faults,
    cut,
    async [Symbol.asyncDispose]() {
      cut()
      await Promise.all(
        [plain, secure].map((server) => new Promise((resolve) => server.close(resolve))),
      )
    },
  }
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

/** Answers requests over HTTP/1.1 one after the other. */
async function serveConnection(
  socket: Socket,
  find: (target: string) => Exchange,
  origin: string,
): Promise<void> {
  const reader = new ByteReader(socket)
  // Between two requests a connection may break off as it likes.
  while (await reader.hasMore()) {
    const { headers, startLine } = await readHead(reader)
    const [method = '', target = '', httpVersion = '', ...more] = startLine.split(' ')
    if (more.length > 0) throw new Error(`This is no request: ${startLine}`)
    const exchange = find(target)
    const { interim, plan, sent } = exchange
    for (const { status, statusText, headers: hints } of interim) {
      const firstLine = `HTTP/1.1 ${status} ${statusText}`
      await writeOut(socket, headBytes({ startLine: firstLine, headers: hints }))
    }
    const { body, trailers } = await readContent(reader, headers, 'none')
    exchange.atServer = { method, url: origin + target, httpVersion, headers, body, trailers }

    const { framing } = plan.response
    const { status, statusText, headers: fields } = sent.response
    const firstLine = `HTTP/1.1 ${status} ${statusText}`
    await writeOut(socket, headBytes({ startLine: firstLine, headers: fields }))
    await writeContent(socket, sent.response, framing, plan.response.body.piece)
    const says = [headers, fields].map((list) => valueOf(list, 'connection')?.toLowerCase())
    if (framing === 'open' || says.includes('close')) break
  }
  socket.end()
}

/** Answers one request over HTTP/2. */
async function serveStream(
  stream: ServerHttp2Stream,
  rawHeaders: readonly string[],
  find: (target: string) => Exchange,
  origin: string,
): Promise<void> {
  const pseudo = (name: string): string => rawHeaders[rawHeaders.indexOf(name) + 1] ?? ''
  const target = pseudo(':path')
  const exchange = find(target)
  const { interim, plan, sent } = exchange
  const chunks: Uint8Array[] = []
  let trailers: readonly string[] = []
  stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  stream.on('trailers', (_headers: unknown, _flags: number, raw: string[]) => (trailers = raw))
  const ended = once(stream, 'end')
  for (const { headers, status } of interim) {
    stream.additionalHeaders({ ':status': status, ...toObject(headers) })
  }
  await ended
  // Trailers are told a moment after the end.
  await new Promise(setImmediate)
  const request: Request = {
    method: pseudo(':method'),
    url: `${pseudo(':scheme')}://${pseudo(':authority')}${target}`,
    httpVersion: 'HTTP/2',
    headers: toFields(rawHeaders),
    body: Buffer.concat(chunks),
    trailers: toFields(trailers),
  }
  if (!request.url.startsWith(origin)) throw new Error(`${request.url} is not at ${origin}`)
  exchange.atServer = request

  const { body, headers, status, trailers: last } = sent.response
  const endStream = plan.response.framing === 'none'
  stream.respond(
    { ':status': status, ...toObject(headers) },
    // Not declared: Node would add a date of its own.
    { endStream, waitForTrailers: last.length > 0, sendDate: false } as object,
  )
  if (endStream) return
  stream.on('wantTrailers', () => stream.sendTrailers(toObject(last)))
  for (const piece of pieces(body, plan.response.body.piece)) await writeOut(stream, piece)
  stream.end()
}
