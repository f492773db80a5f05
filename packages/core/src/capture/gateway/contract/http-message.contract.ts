import { getHeader, type HeaderList } from '../../../entry/headers.ts'
import type { RawSocket } from './raw-socket.contract.ts'

/** A message of HTTP/1.1 as it came over a raw socket. */
export interface HttpMessage {
  /** Everything up to the empty line, and that: byte for byte. */
  readonly head: string
  readonly headers: HeaderList
  /** Without its chunks' borders. */
  readonly body: Buffer
  readonly trailers: HeaderList
}

export interface HttpResponse extends HttpMessage {
  readonly status: number
}

/** Takes one request, as a server does (RFC 9112 §6.3). */
export async function takeRequest(socket: RawSocket): Promise<HttpMessage> {
  const head = await socket.takeHead()
  const headers = parseFields(head)
  return { head, headers, ...(await takeBody(socket, headers, Buffer.alloc(0))) }
}

/** Takes one response, interim ones too, as a client does. */
export async function takeResponse(socket: RawSocket, method = 'GET'): Promise<HttpResponse> {
  const head = await socket.takeHead()
  const headers = parseFields(head)
  const status = Number(head.split(' ', 2)[1])
  const isBodiless = method === 'HEAD' || status < 200 || status === 204 || status === 304
  const rest = isBodiless
    ? { body: Buffer.alloc(0), trailers: [] }
    : await takeBody(socket, headers, undefined)
  return { head, headers, status, ...rest }
}

/** The fields of a head, unfolded, in order. */
export function parseFields(head: string): HeaderList {
  const lines = head.replace(/\r\n[ \t]+/g, ' ').split('\r\n')
  return lines.slice(1).flatMap((line) => {
    const colon = line.indexOf(':')
    return colon < 0 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()] as const]
  })
}

/** A chunk of a chunked body. */
export function chunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`
}

/** @param unframed - the body when nothing frames it; `undefined`: all that comes */
async function takeBody(
  socket: RawSocket,
  headers: HeaderList,
  unframed: Buffer | undefined,
): Promise<Pick<HttpMessage, 'body' | 'trailers'>> {
  if (/chunked/i.test(getHeader(headers, 'transfer-encoding') ?? '')) return takeChunks(socket)
  const length = getHeader(headers, 'content-length')
  if (length !== undefined) return { body: await socket.takeBytes(Number(length)), trailers: [] }
  return { body: unframed ?? (await socket.takeRest()), trailers: [] }
}

async function takeChunks(socket: RawSocket): Promise<Pick<HttpMessage, 'body' | 'trailers'>> {
  const chunks: Buffer[] = []
  for (;;) {
    const size = Number.parseInt(await socket.takeThrough('\r\n'), 16)
    if (size === 0) break
    const withBorder = await socket.takeBytes(size + 2)
    chunks.push(withBorder.subarray(0, size))
  }
  let trailers = '\r\n'
  while (!trailers.endsWith('\r\n\r\n')) trailers += await socket.takeThrough('\r\n')
  return { body: Buffer.concat(chunks), trailers: parseFields(trailers) }
}
