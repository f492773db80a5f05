import type { Message } from '../../entry/entry.ts'
import { isTreeObject, type Tree, type TreeObject } from '../tree.ts'
import { dataTree } from './data-tree.ts'
import { digestOf } from './digest.ts'

/** Members that say what a message is about, in the protocols that are in use; the first one counts. */
const operationNames = ['type', 'op', 'event', 'action', 'method', 'kind', 'topic', 'channel']

/**
 * The frames of a WebSocket or the events of a stream as a list of `{ direction, kind, op, data }`;
 * `op` is the name of the operation, where the message has one. Ping and pong are left out: they
 * belong to the connection (RFC 6455 §5.5), and how many there are is a matter of time.
 */
export function messagesTree(messages: readonly Message[]): Tree {
  return messages
    .filter(({ kind }) => kind !== 'ping' && kind !== 'pong')
    .map((message) => messageTree(message))
}

function messageTree(message: Message): Tree {
  const { direction, kind } = message
  const head = { direction, kind }
  if (kind === 'close') {
    return {
      ...head,
      ...(message.code !== undefined && { code: message.code }),
      reason: message.data,
    }
  }
  if (kind === 'binary') return { ...head, data: digestOf(Buffer.from(message.data, 'base64')) }
  const { packet, data } = splitPacket(message.data)
  const op = message.event ?? operationOf(data)
  return {
    ...head,
    ...(op !== undefined && { op }),
    ...(packet !== '' && { packet }),
    data,
  }
}

/** Socket.IO writes the type of a packet in front of its JSON: `42["chat",{…}]`. SignalR ends it by RS. */
function splitPacket(text: string): { readonly packet: string; readonly data: Tree } {
  const packet = /^\d{1,3}(?=[[{])/.exec(text)?.[0] ?? ''
  return {
    packet,
    data: dataTree(text.slice(packet.length, text.endsWith('\u001e') ? -1 : undefined)),
  }
}

function operationOf(data: Tree): string | number | undefined {
  if (Array.isArray(data)) return typeof data[0] === 'string' ? data[0] : undefined
  if (!isTreeObject(data)) return undefined
  const members: TreeObject = data
  const name = operationNames.find((candidate) => Object.hasOwn(members, candidate))
  const value = name === undefined ? undefined : members[name]
  return typeof value === 'string' || typeof value === 'number' ? value : undefined
}
