import * as zlib from 'node:zlib'
import fc from 'fast-check'
import type {
  Annotation,
  BodyRef,
  ClientTimings,
  Entry,
  EntryRequest,
  EntryResponse,
  Failure,
  InformationalEntry,
  Message,
  ServerConnection,
  Step,
} from '../entry/entry.ts'
import type { Coverage } from '../entry/coverage.ts'
import type { HeaderList } from '../entry/headers.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { type MemorySession, sha256 } from './session-fixtures.contract.ts'

interface Bytes {
  readonly wire: Uint8Array
  readonly coding?: string
  readonly kept?: number
}

/** A body, or none; its bytes are collected when the session is made. */
type Part<Side> = Omit<Side, 'body'> & { readonly bytes: Bytes | undefined }

/** A remark whose attachment is still bytes. */
type RemarkParts = Omit<Annotation, 'attachment'> & {
  readonly attached?: {
    readonly name: string
    readonly contentType: string
    readonly bytes: Uint8Array
  }
}

/** Sessions with whatever an entry can hold, likely or not. */
export function sessions(): fc.Arbitrary<MemorySession> {
  return fc
    .record({
      info: infos(),
      steps: fc.uniqueArray(stepRecords(), { selector: ({ id }) => id, maxLength: 3 }),
      annotations: fc.array(remarks(), { maxLength: 3 }),
      entries: fc.array(entryParts(), { maxLength: 4 }),
    })
    .map(({ entries, ...session }) => {
      const bodies = new Map<string, Uint8Array>()
      return {
        ...session,
        annotations: session.annotations.map((remark) => withAttachment(remark, bodies)),
        entries: entries.map(({ annotations, request, response, ...entry }) => ({
          ...entry,
          annotations: annotations.map((remark) => withAttachment(remark, bodies)),
          request: withBody<EntryRequest>(request, bodies),
          ...(response && { response: withBody<EntryResponse>(response, bodies) }),
        })),
        bodies,
      }
    })
    .map((session) => structuredClone(session)) // fast-check also makes objects without prototype.
}

function withAttachment(
  { attached, ...annotation }: RemarkParts,
  bodies: Map<string, Uint8Array>,
): Annotation {
  if (!attached) return annotation
  const { bytes, contentType, name } = attached
  const hash = sha256(bytes)
  if (bytes.length > (bodies.get(hash)?.length ?? 0)) bodies.set(hash, bytes)
  const body = { sha256: hash, size: bytes.length }
  return { ...annotation, attachment: { name, contentType, body } }
}

function withBody<Side extends EntryRequest | EntryResponse>(
  { bytes, ...message }: Part<Side>,
  bodies: Map<string, Uint8Array>,
): Side {
  if (!bytes) return message as unknown as Side
  const { coding, kept, wire } = bytes
  const hash = sha256(wire)
  const known = bodies.get(hash)
  const held = wire.slice(0, kept)
  if (!known || known.length < held.length) bodies.set(hash, held)
  const body: BodyRef = {
    sha256: hash,
    size: wire.length,
    ...(kept !== undefined && { truncated: { size: kept } }),
  }
  const headers: HeaderList = coding
    ? [...message.headers, ['Content-Encoding', coding]]
    : message.headers
  return { ...message, headers, body } as unknown as Side
}

function entryParts(): fc.Arbitrary<
  Omit<Entry, 'annotations' | 'request' | 'response'> & {
    annotations: RemarkParts[]
    request: Part<EntryRequest>
    response?: Part<EntryResponse>
  }
> {
  const head = {
    httpVersion: fc.constantFrom('HTTP/1.0', 'HTTP/1.1', 'HTTP/2'),
    headers: headerLists(),
    bytes: fc.option(bodyBytes(), { nil: undefined }),
  }
  return fc.record(
    {
      id: fc.uuid(),
      startedAt: times(),
      request: fc.record(
        {
          ...head,
          method: fc.constantFrom('GET', 'POST', 'get', 'PROPFIND', 'CONNECT'),
          url: urls(),
          trailers: headerLists(),
        },
        { requiredKeys: ['method', 'url', 'httpVersion', 'headers', 'bytes'] },
      ),
      informational: fc.array(interimResponses(), { maxLength: 3 }),
      response: fc.record(
        {
          ...head,
          status: fc.integer({ min: 100, max: 599 }),
          statusText: fc.string(),
          trailers: headerLists(),
        },
        { requiredKeys: ['status', 'statusText', 'httpVersion', 'headers', 'bytes'] },
      ),
      timings: fc.record({
        blocked: durations(),
        dns: durations(),
        connect: durations(),
        ssl: durations(),
        send: durations(),
        wait: durations(),
        receive: durations(),
        total: durations(),
      }),
      clientTimings: clientTimings(),
      failure: failures(),
      messages: fc.array(messageRecords(), { maxLength: 4 }),
      connection: fc.string(),
      remoteAddress: fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('fe80::1%lo', 'a.test', '')),
      remotePort: fc.nat(65_535),
      tls: fc.record({ protocol: fc.string(), alpn: fc.string() }, { requiredKeys: [] }),
      serverConnection: serverConnections(),
      attribution: fc.constantFrom('port', 'credentials', 'active'),
      annotations: fc.array(remarks(), { maxLength: 2 }),
      step: stepIds(),
      late: fc.boolean(),
    },
    {
      requiredKeys: ['id', 'startedAt', 'request', 'timings', 'attribution', 'annotations'],
    },
  )
}

function urls(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.webUrl({ withQueryParameters: true, withFragments: true }),
    fc.constantFrom(
      'ws://chat.test/',
      'wss://chat.test/?a=%zz&b',
      'http://shop.test',
      'http://shop.test?a|b[]=%u05D7',
      'tcp://127.0.0.1:6379',
      'tcp://[::1]:6379',
    ),
  )
}

function headerLists(): fc.Arbitrary<HeaderList> {
  const name = fc.constantFrom(
    'Host',
    'hOST',
    'Cookie',
    'Set-Cookie',
    'Location',
    'X-Twice',
    ':authority',
  )
  const type = fc.constantFrom(
    'application/json',
    'text/plain; charset=iso-8859-1',
    'text/plain; charset=utf-16',
    'text/event-stream',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=b',
    'multipart/form-data',
  )
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('a=1; Path=/; Max-Age=99999999999999999999', 'a; expires=Sun, 06 Nov 1994'),
  )
  return fc.array(
    fc.oneof(
      fc.tuple(name, value),
      fc.tuple(fc.constantFrom('Content-Type', 'content-type'), type),
    ),
    { maxLength: 4 },
  )
}

function bodyBytes(): fc.Arbitrary<Bytes> {
  const plain = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ unit: 'binary' }).map((text) => new TextEncoder().encode(text)),
    fc
      .constantFrom(
        'a=1&b=%F0%9F%94%91&=&c',
        '--b\r\nContent-Disposition: form-data; name="x"\r\n\r\n1\r\n--b--',
        '--b\r\n\r\n--b',
        '\uFEFFmark',
      )
      .map((text) => new TextEncoder().encode(text)),
  )
  const coded = fc.record({
    plain,
    coding: fc.constantFrom('gzip', 'br', 'deflate', 'zstd', 'unknown', 'identity', 'br, gzip'),
    sound: fc.boolean(),
  })
  const whole: fc.Arbitrary<Bytes> = fc.oneof(
    plain.map((wire) => ({ wire })),
    coded.map(({ coding, plain: bytes, sound }) => ({
      wire: sound ? encode(bytes, coding) : bytes,
      coding,
    })),
  )
  return fc.tuple(whole, fc.option(fc.nat(40), { nil: undefined })).map(([body, kept]) => {
    if (kept === undefined || kept >= body.wire.length) return body
    return { ...body, kept }
  })
}

function encode(bytes: Uint8Array, coding: string): Uint8Array {
  switch (coding) {
    case 'gzip':
      return zlib.gzipSync(bytes)
    case 'br':
      return zlib.brotliCompressSync(bytes)
    case 'deflate':
      return zlib.deflateSync(bytes)
    case 'br, gzip':
      return zlib.gzipSync(zlib.brotliCompressSync(bytes))
    default:
      return bytes
  }
}

function messageRecords(): fc.Arbitrary<Message> {
  return fc.record(
    {
      direction: fc.constantFrom('sent', 'received'),
      at: times(),
      kind: fc.constantFrom('text', 'binary', 'event', 'ping', 'pong', 'close'),
      data: fc.oneof(fc.string({ unit: 'binary' }), fc.base64String({ maxLength: 20 })),
      size: fc.nat(20),
      event: fc.string(),
      eventId: fc.string(),
      code: fc.integer({ min: 1000, max: 4999 }),
    },
    { requiredKeys: ['direction', 'at', 'kind', 'data', 'size'] },
  )
}

function interimResponses(): fc.Arbitrary<InformationalEntry> {
  return fc.record({
    status: fc.integer({ min: 100, max: 199 }),
    statusText: fc.string(),
    headers: headerLists(),
    at: times(),
  })
}

function clientTimings(): fc.Arbitrary<ClientTimings> {
  return fc.record({ send: durations(), wait: durations(), receive: durations() })
}

function serverConnections(): fc.Arbitrary<ServerConnection> {
  return fc.record(
    { id: fc.string(), reused: fc.boolean(), proxy: fc.string() },
    { requiredKeys: ['id', 'reused'] },
  )
}

function failures(): fc.Arbitrary<Failure> {
  return fc.record(
    {
      kind: fc.constantFrom('dns', 'reset', 'client-aborted', 'unfinished'),
      message: fc.string(),
      code: fc.string(),
    },
    { requiredKeys: ['kind', 'message'] },
  )
}

function remarks(): fc.Arbitrary<RemarkParts> {
  return fc.record(
    {
      id: fc.uuid(),
      at: times(),
      note: fc.string(),
      color: fc.string(),
      tags: fc.array(fc.string(), { maxLength: 2 }),
      author: fc.string(),
      links: fc.array(fc.string(), { maxLength: 2 }),
      attached: fc.record({
        name: fc.string(),
        contentType: fc.string(),
        bytes: fc.uint8Array({ maxLength: 100 }),
      }),
    },
    { requiredKeys: ['id', 'at'] },
  )
}

function stepRecords(): fc.Arbitrary<Step> {
  return fc.record(
    { id: stepIds(), title: fc.string(), startedAt: times(), endedAt: times() },
    { requiredKeys: ['id', 'title', 'startedAt'] },
  )
}

/** Also one that is the id of the session, so that two pages would have the same. */
function stepIds(): fc.Arbitrary<string> {
  return fc.constantFrom('step-1', 'step-2', 'step-3', 'session')
}

function infos(): fc.Arbitrary<SessionInfo> {
  return fc.record(
    {
      id: fc.constant('session'),
      name: fc.string({ unit: 'binary' }),
      createdAt: times(),
      closedAt: times(),
      state: fc.constantFrom('closed', 'crashed', 'degraded', 'recording'),
      redaction: fc.constantFrom('default', 'strict', 'off', 'custom'),
      coverage: coverages(),
      owner: fc.string(),
      labels: fc.array(fc.string(), { maxLength: 2 }),
      links: fc.array(fc.string(), { maxLength: 2 }),
      pinned: fc.boolean(),
      origin: fc.record(
        {
          kind: fc.constantFrom('duplicate', 'merge', 'split', 'import'),
          sessions: fc.array(fc.uuid(), { maxLength: 2 }),
          file: fc.string(),
        },
        { requiredKeys: ['kind'] },
      ),
    },
    { requiredKeys: ['id', 'name', 'createdAt', 'state', 'redaction'] },
  )
}

function coverages(): fc.Arbitrary<Coverage> {
  const count = fc.nat(1000)
  return fc.record({
    exchanges: fc.record({ port: count, credentials: count, active: count }),
    tlsRefused: count,
    opaque: count,
    malformed: count,
    late: count,
    unread: fc.array(
      fc.record(
        {
          kind: fc.constantFrom('client-tls', 'opaque', 'malformed'),
          authority: fc.string(),
          message: fc.string(),
          count,
        },
        { requiredKeys: ['kind', 'message', 'count'] },
      ),
      { maxLength: 2 },
    ),
    tunnelled: fc.record({ sent: count, received: count }),
    bypassed: fc.array(fc.record({ client: fc.string(), reason: fc.string(), count }), {
      maxLength: 2,
    }),
  })
}

/** ISO times in milliseconds or microseconds. */
function times(): fc.Arbitrary<string> {
  const range = { min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }
  return fc
    .tuple(fc.date(range), fc.option(fc.nat(999)))
    .map(([date, micros]) =>
      micros === null
        ? date.toISOString()
        : date.toISOString().replace('Z', `${String(micros).padStart(3, '0')}Z`),
    )
}

function durations(): fc.Arbitrary<number | null> {
  return fc.option(fc.nat(10_000_000).map((micros) => micros / 1000))
}
