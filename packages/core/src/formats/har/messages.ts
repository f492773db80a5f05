import type { Message } from '../../entry/entry.ts'
import { fromEpochSeconds, toEpochSeconds } from './epoch-time.ts'
import type { HarEventSourceMessage, HarWebSocketMessage, HartifactMessage } from './har-types.ts'

/** RFC 6455 §11.8 */
const opcodes = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

const kinds = new Map<number, keyof typeof opcodes>([
  [opcodes.binary, 'binary'],
  [opcodes.close, 'close'],
  [opcodes.ping, 'ping'],
  [opcodes.pong, 'pong'],
])

/** Kinds whose `data` is base64. */
const inBase64: ReadonlySet<string> = new Set(['binary', 'ping', 'pong'])

/** Messages of a WebSocket as Chrome writes them; `undefined` when one is none of a WebSocket. */
export function toWebSocketMessages(
  messages: readonly Message[],
): HarWebSocketMessage[] | undefined {
  const written: HarWebSocketMessage[] = []
  for (const message of messages) {
    const { data, direction, kind } = message
    if (kind === 'event' || message.event !== undefined || message.eventId !== undefined) {
      return undefined
    }
    const standard: HarWebSocketMessage = {
      type: direction === 'sent' ? 'send' : 'receive',
      time: toEpochSeconds(message.at),
      opcode: opcodes[kind],
      data,
    }
    written.push({ ...standard, ...rest(message, fromWebSocketMessage(standard)) })
  }
  return written
}

/** Events of an event stream; `undefined` when a message is none. */
export function toEventSourceMessages(
  messages: readonly Message[],
): HarEventSourceMessage[] | undefined {
  const written: HarEventSourceMessage[] = []
  for (const message of messages) {
    const { data, event, eventId } = message
    if (message.kind !== 'event' || message.direction !== 'received') return undefined
    const standard: HarEventSourceMessage = {
      time: toEpochSeconds(message.at),
      data,
      ...(event !== undefined && { eventName: event }),
      ...(eventId !== undefined && { eventId }),
    }
    written.push({ ...standard, ...rest(message, fromEventSourceMessage(standard)) })
  }
  return written
}

/** Opcodes that nobody should write are read as text. */
export function fromWebSocketMessage(written: HarWebSocketMessage): Message {
  const { _hartifact, data, opcode, time, type } = written
  const kind = kinds.get(opcode) ?? 'text'
  return {
    direction: type === 'send' ? 'sent' : 'received',
    at: fromEpochSeconds(time),
    kind,
    data,
    size: Buffer.byteLength(data, inBase64.has(kind) ? 'base64' : 'utf8'),
    ..._hartifact,
  }
}

export function fromEventSourceMessage(written: HarEventSourceMessage): Message {
  const { _hartifact, data, eventId, eventName, time } = written
  return {
    direction: 'received',
    at: fromEpochSeconds(time),
    kind: 'event',
    data,
    size: Buffer.byteLength(data),
    ...(eventName !== undefined && { event: eventName }),
    ...(eventId !== undefined && { eventId }),
    ..._hartifact,
  }
}

/** What of `message` the reader would not find out from the standard fields. */
function rest(message: Message, read: Message): { _hartifact?: HartifactMessage } {
  const extra: HartifactMessage = {
    ...(message.at !== read.at && { at: message.at }),
    ...(message.size !== read.size && { size: message.size }),
    ...(message.code !== undefined && { code: message.code }),
  }
  return Object.keys(extra).length > 0 ? { _hartifact: extra } : {}
}
