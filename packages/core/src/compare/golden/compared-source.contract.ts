import { createHash } from 'node:crypto'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import type { BodyRef, Entry, Failure, Message } from '../../entry/entry.ts'
import { getHeader, type HeaderList } from '../../entry/headers.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'
import type { ComparedSource } from '../exchange.ts'

/** An exchange as the tests of whole comparisons write it down. */
export interface Call {
  /** Method and URL; a path belongs to `https://shop.test`. */
  readonly at: string
  readonly headers?: HeaderList
  /** A text or bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown
  /** Default 200. */
  readonly status?: number
  readonly responseHeaders?: HeaderList
  readonly response?: unknown
  readonly failure?: Failure
  readonly messages?: ReadonlyArray<readonly [direction: Message['direction'], data: unknown]>
  /** Milliseconds until the first byte of the response. */
  readonly wait?: number
  /** Of the response. */
  readonly coding?: 'gzip' | 'br'
  /** Default `HTTP/1.1`. */
  readonly httpVersion?: string
  /** The bytes of the bodies are not there. */
  readonly lost?: boolean
  /** So many bytes of each body are. */
  readonly kept?: number
}

/** A session in memory; another run has other ids and times of its entries. */
export function sourceOf(
  calls: readonly Call[],
  { name = 'session', run = 0 }: { readonly name?: string; readonly run?: number } = {},
): ComparedSource {
  const bodies = new Map<string, Uint8Array>()
  const entries = calls.map((call, number) => entryOf(call, bodies, number, run))
  return { name, entries, body: ({ sha256 }) => bodies.get(sha256) }
}

function entryOf(call: Call, bodies: Map<string, Uint8Array>, number: number, run: number): Entry {
  const [method = 'GET', at = '/'] = call.at.split(/ (.*)/s)
  const startedAt = new Date(1_790_000_000_000 + run * 86_400_000 + number * 50).toISOString()
  const { coding, failure, messages, responseHeaders = [], status = 200, wait } = call
  const { httpVersion = 'HTTP/1.1' } = call
  return {
    id: `${run}-${number}`,
    startedAt,
    request: {
      method,
      url: new URL(at, 'https://shop.test').href,
      httpVersion,
      ...withBody(call, call.headers ?? [], call.body, bodies),
    },
    ...(failure
      ? { failure }
      : {
          response: {
            status,
            statusText: '',
            httpVersion,
            ...withBody(call, responseHeaders, call.response, bodies, coding),
          },
        }),
    ...(messages && { messages: messages.map((message) => messageOf(message, startedAt)) }),
    timings: wait === undefined ? unknownTimings : { ...unknownTimings, wait, total: wait + 1 },
    attribution: 'port',
    annotations: [],
  }
}

function messageOf([direction, data]: NonNullable<Call['messages']>[number], at: string): Message {
  const text = typeof data === 'string' ? data : JSON.stringify(data)
  return { direction, at, kind: 'text', data: text, size: text.length }
}

function withBody(
  { kept, lost }: Call,
  given: HeaderList,
  body: unknown,
  bodies: Map<string, Uint8Array>,
  coding?: Call['coding'],
): { readonly headers: HeaderList; readonly body?: BodyRef } {
  if (body === undefined) return { headers: given }
  const plain = bytesOf(body)
  const wire = coding === undefined ? plain : compress[coding](plain)
  const sha256 = createHash('sha256').update(wire).digest('hex')
  if (!lost) bodies.set(sha256, wire.subarray(0, kept))
  const type = typeof body === 'string' ? 'text/plain' : 'application/json'
  const headers: HeaderList = [
    ...given,
    ...(getHeader(given, 'content-type') === undefined ? [['Content-Type', type] as const] : []),
    ...(coding ? [['Content-Encoding', coding] as const] : []),
  ]
  const isCut = kept !== undefined && kept < wire.length
  return {
    headers,
    body: { sha256, size: wire.length, ...(isCut && { truncated: { size: kept } }) },
  }
}

const compress = { gzip: gzipSync, br: brotliCompressSync }

function bytesOf(body: unknown): Uint8Array {
  if (body instanceof Uint8Array) return body
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
}
