import { isIP } from 'node:net'
import type { Entry, EntryRequest, EntryResponse } from '../../entry/entry.ts'
import { mediaType } from '../../entry/headers.ts'
import type { ReadBody } from '../format.ts'
import { attachmentsToHar } from './attachments.ts'
import { type BodyOptions, bodyToHar, type WrittenBody } from './body-to-har.ts'
import { toMilliseconds } from './epoch-time.ts'
import type { HarEntry, HartifactEntry, HartifactPart } from './har-types.ts'
import { toEventSourceMessages, toWebSocketMessages } from './messages.ts'
import { remarkComment } from './remark-comment.ts'
import { requestToHar, withoutFragment } from './request-to-har.ts'
import { responseToHar } from './response-to-har.ts'
import { timingsToHar, totalTime } from './timings-to-har.ts'

export interface EntryContext {
  readonly readBody: ReadBody
  /** Page of the entries that are in no step. */
  readonly sessionPage: string
  /** Ids of the pages that stand for steps. */
  readonly stepPages: ReadonlySet<string>
  readonly options: BodyOptions
  /** Is told what of this entry is not in the file. */
  readonly lose: (what: string) => void
}

/** One entry as HAR; `har-to-entry.ts` turns it back into an equal one. */
export async function entryToHar(entry: Entry, context: EntryContext): Promise<HarEntry> {
  const requestBody = await writeBody('request', entry.request, context)
  const responseBody = await writeBody('response', entry.response, context)
  const isStep = entry.step !== undefined && context.stepPages.has(entry.step)
  const address = plainAddress(entry.remoteAddress)
  const { fields, messages } = messageFields(entry)
  const comment = remarkComment(entry.annotations)
  const attachments = await attachmentsToHar(entry.annotations, context.readBody, context.lose)
  return {
    pageref: isStep ? entry.step : context.sessionPage,
    startedDateTime: toMilliseconds(entry.startedAt),
    time: totalTime(entry.timings),
    request: requestToHar(entry.request, requestBody),
    response: responseToHar(entry, responseBody),
    cache: {},
    timings: timingsToHar(entry.timings),
    ...(address !== undefined && { serverIPAddress: address }),
    ...(entry.connection !== undefined && { connection: entry.connection }),
    ...(comment && { comment }),
    ...fields,
    _hartifact: {
      ...ownFields(entry),
      ...(address !== entry.remoteAddress && { remoteAddress: entry.remoteAddress }),
      ...(attachments && { attachments }),
      ...(messages && { messages }),
      ...(entry.step !== undefined && !isStep && { step: entry.step }),
      ...partOf('request', requestPart(entry.request, requestBody)),
      ...(entry.response
        ? partOf('response', part(entry.response, responseBody))
        : { response: null }),
    },
  }
}

async function writeBody(
  side: 'request' | 'response',
  message: EntryRequest | EntryResponse | undefined,
  { lose, options, readBody }: EntryContext,
): Promise<WrittenBody | undefined> {
  if (!message?.body) return undefined
  const body = await bodyToHar(message.body, message.headers, readBody, options)
  if (body.loss !== undefined) lose(`Body of the ${side}: ${body.loss}`)
  return body
}

function messageFields(entry: Entry): {
  fields: Pick<HarEntry, '_resourceType' | '_webSocketMessages' | '_eventSourceMessages'>
  messages?: Entry['messages']
} {
  const { messages } = entry
  if (/^wss?:/i.test(entry.request.url)) {
    const written = messages && toWebSocketMessages(messages)
    const fields = { _resourceType: 'websocket' as const }
    return written ? { fields: { ...fields, _webSocketMessages: written } } : { fields, messages }
  }
  const isEventStream = mediaType(entry.response?.headers ?? []) === 'text/event-stream'
  const fields = isEventStream ? { _resourceType: 'eventsource' as const } : {}
  const written = messages && toEventSourceMessages(messages)
  return written ? { fields: { ...fields, _eventSourceMessages: written } } : { fields, messages }
}

/** What HAR has no field for, or none that is exact enough. */
function ownFields(entry: Entry): HartifactEntry {
  const { annotations, attribution, failure, id, late, remotePort, startedAt, timings, tls } = entry
  const { clientTimings, informational, serverConnection } = entry
  return {
    id,
    ...(startedAt !== toMilliseconds(startedAt) && { startedAt }),
    ...(timings.total !== totalTime(timings) && { total: timings.total }),
    ...(attribution !== 'port' && { attribution }),
    ...(remotePort !== undefined && { remotePort }),
    ...(tls && { tls }),
    ...(serverConnection && { serverConnection }),
    ...(informational && { informational }),
    ...(clientTimings && { clientTimings }),
    ...(failure && { failure }),
    ...(annotations.length > 0 && { annotations }),
    ...(late !== undefined && { late }),
  }
}

function requestPart(
  request: EntryRequest,
  body: WrittenBody | undefined,
): NonNullable<HartifactEntry['request']> {
  const { url } = request
  return { ...(url !== withoutFragment(url) && { url }), ...part(request, body) }
}

function part(
  { trailers }: EntryRequest | EntryResponse,
  body: WrittenBody | undefined,
): HartifactPart {
  return { ...(trailers && { trailers }), ...(body && { body: body.extra }) }
}

function partOf<Key extends string, Part extends object>(
  key: Key,
  value: Part,
): Partial<Record<Key, Part>> {
  return Object.keys(value).length > 0 ? ({ [key]: value } as Record<Key, Part>) : {}
}

/** `serverIPAddress` must be an IP address, and a zone is none of it. */
function plainAddress(address: string | undefined): string | undefined {
  const plain = address?.split('%', 1)[0]
  return plain !== undefined && isIP(plain) !== 0 ? plain : undefined
}
