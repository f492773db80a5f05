import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { ByteReader, writeOut } from './byte-reader.ts'
import { headBytes, pieces, readContent, readHead, valueOf, writeContent } from './http1-message.ts'
import { toFields, toObject } from './http2-fields.ts'
import type { Exchange, Interim, LanePlan } from './plan.ts'

/** How a client reaches its servers: through a proxy that it trusts, or without one. */
export type Route = { readonly proxyPort: number; readonly ca: string } | 'direct'

/**
 * Sends a lane's exchanges and keeps what comes back in them: one connection for
 * all, or a new one after each that ends its connection. `sockets` is told of each.
 */
export async function sendLane(
  lane: LanePlan,
  exchanges: readonly Exchange[],
  route: Route,
  sockets: Set<Socket>,
): Promise<void> {
  const open = (): Promise<Socket> => {
    const { host, port } = new URL(exchanges[0]!.sent.request.url)
    const tcp = connect(route === 'direct' ? Number(port) : route.proxyPort, '127.0.0.1')
    sockets.add(tcp)
    const protocol = lane.version === 'HTTP/2' ? 'h2' : 'http/1.1'
    return lane.scheme === 'http' ? connected(tcp) : secured(tcp, host, route, protocol)
  }
  const isAbsolute = lane.scheme === 'http' && route !== 'direct'
  if (lane.version === 'HTTP/2') await sendHttp2(exchanges, await open())
  else await sendHttp1(exchanges, isAbsolute, open)
}

async function connected(tcp: Socket): Promise<Socket> {
  await once(tcp, 'connect')
  return tcp
}

/** TLS, in a tunnel where there is a proxy. */
async function secured(
  tcp: Socket,
  authority: string,
  route: Route,
  protocol: string,
): Promise<Socket> {
  await connected(tcp)
  if (route !== 'direct') await openTunnel(tcp, authority)
  const secure = connectTls({
    socket: tcp,
    host: '127.0.0.1',
    ALPNProtocols: [protocol],
    ...(route === 'direct' ? { rejectUnauthorized: false } : { ca: route.ca }),
  })
  await once(secure, 'secureConnect')
  if (secure.alpnProtocol !== protocol) throw new Error(`${authority} does not speak ${protocol}`)
  return secure
}

async function openTunnel(tcp: Socket, authority: string): Promise<void> {
  tcp.write(`CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\n\r\n`)
  const [answer] = (await once(tcp, 'data')) as [Buffer]
  tcp.pause()
  if (!/^HTTP\/1\.1 200 .*\r\n\r\n$/s.test(answer.toString('latin1'))) {
    throw new Error(`The proxy answered to CONNECT: ${answer.toString('latin1')}`)
  }
}

async function sendHttp1(
  exchanges: readonly Exchange[],
  isAbsolute: boolean,
  open: () => Promise<Socket>,
): Promise<void> {
  let connection: { socket: Socket; reader: ByteReader } | undefined
  for (const exchange of exchanges) {
    if (!connection) {
      const socket = await open()
      connection = { socket, reader: new ByteReader(socket) }
    }
    const { reader, socket } = connection
    const { plan, sent } = exchange
    const { body, headers, method, trailers, url } = sent.request
    const startLine = `${method} ${isAbsolute ? url : exchange.target} HTTP/1.1`
    await writeOut(socket, headBytes({ startLine, headers }))
    const interim: Interim[] = []
    let head = plan.request.expects ? await responseHead(reader) : undefined
    await writeContent(socket, { body, trailers }, plan.request.framing, plan.request.body.piece)
    for (;;) {
      head ??= await responseHead(reader)
      if (head.status >= 200) break
      const { headers: hints, status, statusText } = head
      interim.push({ status, statusText, headers: hints })
      head = undefined
    }
    const { status } = head
    const isBodiless = method === 'HEAD' || status === 204 || status === 304
    const content = isBodiless
      ? { body: new Uint8Array(), trailers: [] }
      : await readContent(reader, head.headers, 'open')
    exchange.atClient = { response: { ...head, ...content }, interim }
    const says = [headers, head.headers].map((list) => valueOf(list, 'connection')?.toLowerCase())
    if (plan.response.framing === 'open' || says.includes('close')) {
      socket.end()
      connection = undefined
    }
  }
  connection?.socket.end()
}

async function responseHead(reader: ByteReader) {
  if (!(await reader.hasMore())) throw new Error('The connection ended before a response')
  const head = await readHead(reader)
  const [, httpVersion, status, statusText] =
    /^(HTTP\/\d\.\d) (\d{3}) (.*)$/s.exec(head.startLine) ?? []
  if (httpVersion === undefined || statusText === undefined) {
    throw new Error(`This is no response: ${JSON.stringify(head.startLine)}`)
  }
  return { httpVersion, status: Number(status), statusText, headers: head.headers }
}

async function sendHttp2(exchanges: readonly Exchange[], socket: Socket): Promise<void> {
  const { origin } = new URL(exchanges[0]!.sent.request.url)
  const session = connectHttp2(origin, { createConnection: () => socket, maxSessionMemory: 100 })
  // The streams are told of it.
  session.on('error', () => {})
  try {
    await Promise.all(exchanges.map((exchange) => sendStream(exchange, session)))
  } finally {
    session.destroy()
  }
}

async function sendStream(exchange: Exchange, session: ClientHttp2Session): Promise<void> {
  const { plan, sent, target } = exchange
  const { body, headers, method, trailers } = sent.request
  const hasBody = plan.request.framing !== 'none'
  const stream = session.request(
    { ':method': method, ':path': target, ...toObject(headers) },
    { endStream: !hasBody, waitForTrailers: trailers.length > 0 },
  )
  const interim: Interim[] = []
  const chunks: Uint8Array[] = []
  let status = 0
  let rawHeaders: string[] = []
  let rawTrailers: string[] = []
  let resolveFirst = (): void => {}
  const first = new Promise<void>((resolve) => (resolveFirst = resolve))
  stream.on('wantTrailers', () => stream.sendTrailers(toObject(trailers)))
  stream.on('headers', (heads, _flags: number, raw?: string[]) => {
    interim.push({ status: Number(heads[':status']), statusText: '', headers: toFields(raw) })
    resolveFirst()
  })
  stream.on('response', (heads, _flags: number, raw?: string[]) => {
    status = Number(heads[':status'])
    rawHeaders = raw ?? []
    resolveFirst()
  })
  stream.on('trailers', (_heads, _flags: number, raw?: string[]) => (rawTrailers = raw ?? []))
  stream.on('data', (chunk: Uint8Array) => chunks.push(chunk))
  const closed = once(stream, 'close')
  closed.catch(() => {})

  if (hasBody) {
    if (plan.request.expects) await Promise.race([first, closed])
    for (const piece of pieces(body, plan.request.body.piece)) await writeOut(stream, piece)
    stream.end()
  }
  await closed
  if (stream.rstCode) throw new Error(`The stream was reset with code ${stream.rstCode}`)
  if (status === 0) throw new Error('The stream ended before a response')
  const response = {
    status,
    statusText: '',
    httpVersion: 'HTTP/2',
    headers: toFields(rawHeaders),
    body: Buffer.concat(chunks),
    trailers: toFields(rawTrailers),
  }
  exchange.atClient = { response, interim }
}
