import type {
  Annotation,
  Attribution,
  ClientTimings,
  Entry,
  EntryRequest,
  EntryResponse,
  Failure,
  InformationalEntry,
  Message,
  ServerConnection,
  Timings,
  TlsInfo,
} from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'
import type { HarEventSourceMessage, HarWebSocketMessage } from './har-types.ts'
import { attachmentsFromHar } from './attachments.ts'
import { type BodyShelf, harToBody } from './har-to-body.ts'
import {
  type Loose,
  looseNumber,
  looseObject,
  looseObjects,
  looseString,
  looseTime,
} from './loose.ts'
import { fromEventSourceMessage, fromWebSocketMessage } from './messages.ts'

export interface EntryPlace extends BodyShelf {
  /** 0-based position in the file. */
  readonly position: number
  /** Ids of the steps; other pages are none. */
  readonly steps: ReadonlySet<string>
  /** For an entry that does not say when it began. */
  readonly startedAt: string
}

/** An {@link Entry} from an entry of a HAR, whatever it is; what is missing is guessed or left out. */
export function harToEntry(value: unknown, place: EntryPlace): Entry {
  const found = looseObject(value)
  const ours = looseObject(found['_hartifact'])
  const isOurs = typeof ours['id'] === 'string'
  attachmentsFromHar(ours['attachments'], place)
  const startedAt =
    looseString(ours['startedAt']) ?? looseTime(found['startedDateTime']) ?? place.startedAt
  const response = toResponse(found, ours, place)
  const failure = isOurs
    ? (ours['failure'] as Failure | undefined)
    : foreignFailure(found, response)
  const page = looseString(found['pageref'])
  const step = looseString(ours['step']) ?? (page && place.steps.has(page) ? page : undefined)
  const remoteAddress = looseString(ours['remoteAddress']) ?? address(found['serverIPAddress'])
  return {
    id: looseString(ours['id']) ?? String(place.position).padStart(8, '0'),
    startedAt,
    request: toRequest(found, ours, place),
    ...optional('informational', toInformational(ours)),
    ...(response && { response }),
    timings: toTimings(found, ours),
    ...optional('clientTimings', ours['clientTimings'] as ClientTimings | undefined),
    ...(failure && { failure }),
    ...optional('messages', toMessages(found, ours)),
    ...optional('connection', looseString(found['connection'])),
    ...optional('remoteAddress', remoteAddress),
    ...optional('remotePort', looseNumber(ours['remotePort'])),
    ...optional('tls', ours['tls'] as TlsInfo | undefined),
    ...optional('serverConnection', ours['serverConnection'] as ServerConnection | undefined),
    // Everything in the file belongs to its session, as everything does that came to its port.
    attribution: (ours['attribution'] as Attribution | undefined) ?? 'port',
    annotations: isOurs
      ? (looseObjects(ours['annotations']) as unknown as Annotation[])
      : commentAnnotation(found['comment'], startedAt),
    ...optional('step', step),
    ...optional('late', ours['late'] as boolean | undefined),
  }
}

/** A `comment` of another tool as a remark. */
export function commentAnnotation(comment: unknown, at: string): Annotation[] {
  const note = looseString(comment)
  return note ? [{ id: 'comment', at, note }] : []
}

function toRequest(found: Loose, ours: Loose, place: EntryPlace): EntryRequest {
  const request = looseObject(found['request'])
  const part = looseObject(ours['request'])
  const headers = toHeaders(request['headers'])
  const postData = looseObject(request['postData'])
  const content = looseObject(request['_content'])
  const body = harToBody(
    {
      side: 'request',
      headers,
      text: looseString(postData['text']) ?? looseString(content['text']) ?? formText(postData),
      encoding:
        looseString(postData['encoding']) ??
        (postData['text'] === undefined ? looseString(content['encoding']) : undefined),
      bodySize: request['bodySize'],
      extra: part['body'],
    },
    place,
  )
  return {
    method: looseString(request['method']) ?? 'GET',
    url: looseString(part['url']) ?? looseString(request['url']) ?? '',
    httpVersion: looseString(request['httpVersion']) ?? '',
    headers,
    ...optional('trailers', part['trailers'] as HeaderList | undefined),
    ...optional('body', body),
  }
}

function toResponse(found: Loose, ours: Loose, place: EntryPlace): EntryResponse | undefined {
  const response = looseObject(found['response'])
  const status = looseNumber(response['status']) ?? 0
  if (ours['response'] === null || status <= 0) return undefined
  const part = looseObject(ours['response'])
  const headers = toHeaders(response['headers'])
  const content = looseObject(response['content'])
  const body = harToBody(
    {
      side: 'response',
      headers,
      text: looseString(content['text']),
      encoding: looseString(content['encoding']),
      bodySize: response['bodySize'],
      extra: part['body'],
    },
    place,
  )
  return {
    status,
    statusText: looseString(response['statusText']) ?? '',
    httpVersion: looseString(response['httpVersion']) ?? '',
    headers,
    ...optional('trailers', part['trailers'] as HeaderList | undefined),
    ...optional('body', body),
  }
}

function toHeaders(value: unknown): HeaderList {
  return looseObjects(value).map(
    ({ name, value: text }) => [looseString(name) ?? '', looseString(text) ?? ''] as const,
  )
}

/** For tools that write a form's fields only. */
function formText(postData: Loose): string | undefined {
  const params = looseObjects(postData['params'])
  if (params.length === 0) return undefined
  const form = new URLSearchParams()
  for (const { name, value } of params)
    form.append(looseString(name) ?? '', looseString(value) ?? '')
  return form.toString()
}

/** Negative, null and absent all mean: not known. */
function toTimings(found: Loose, ours: Loose): Timings {
  const timings = looseObject(found['timings'])
  const known = (value: unknown): number | null => {
    const time = looseNumber(value)
    return time === undefined || time < 0 ? null : time
  }
  return {
    blocked: known(timings['blocked']),
    dns: known(timings['dns']),
    connect: known(timings['connect']),
    ssl: known(timings['ssl']),
    send: known(timings['send']),
    wait: known(timings['wait']),
    receive: known(timings['receive']),
    total: known(ours['total'] === undefined ? found['time'] : ours['total']),
  }
}

function toInformational({ informational }: Loose): InformationalEntry[] | undefined {
  if (!Array.isArray(informational)) return undefined
  return looseObjects(informational) as unknown as InformationalEntry[]
}

function toMessages(found: Loose, ours: Loose): readonly Message[] | undefined {
  const { _eventSourceMessages: events, _webSocketMessages: frames } = found
  if (Array.isArray(frames)) {
    return looseObjects(frames).map((frame) =>
      fromWebSocketMessage({
        ...(frame as Partial<HarWebSocketMessage>),
        type: frame['type'] === 'send' ? 'send' : 'receive',
        time: looseNumber(frame['time']) ?? 0,
        opcode: looseNumber(frame['opcode']) ?? 1,
        data: looseString(frame['data']) ?? '',
      }),
    )
  }
  if (Array.isArray(events)) {
    return looseObjects(events).map((event) =>
      fromEventSourceMessage({
        ...(event as Partial<HarEventSourceMessage>),
        time: looseNumber(event['time']) ?? 0,
        data: looseString(event['data']) ?? '',
      }),
    )
  }
  const { messages } = ours
  return Array.isArray(messages) ? (messages as Message[]) : undefined
}

function foreignFailure(found: Loose, response: EntryResponse | undefined): Failure | undefined {
  const { _error, _failureText } = looseObject(found['response'])
  const message = looseString(_error) || looseString(_failureText)
  if (message) return { kind: 'other', message }
  return response ? undefined : { kind: 'other', message: 'The file has no response.' }
}

/** Chrome writes brackets around IPv6 addresses, and nothing when there is none. */
function address(value: unknown): string | undefined {
  return looseString(value)?.replace(/^\[(.*)\]$/, '$1') || undefined
}

function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Value>> {
  return value === undefined ? {} : ({ [key]: value } as Record<Key, Value>)
}
