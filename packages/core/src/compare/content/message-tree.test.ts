import { expect, test } from 'vitest'
import type { Message } from '../../entry/entry.ts'
import { digestOf } from './digest.ts'
import { messagesTree } from './message-tree.ts'

function message(kind: Message['kind'], data: string, more: Partial<Message> = {}): Message {
  return { direction: 'received', at: '2026-11-21T10:00:00.000000Z', kind, data, size: 1, ...more }
}

test('messages have a direction, a kind, the name of the operation and their data', () => {
  const bytes = Uint8Array.of(1, 2)
  expect(
    messagesTree([
      message('text', '{"type":"join","room":1}', { direction: 'sent' }),
      message('text', 'hello'),
      message('text', '42["chat",{"text":"hi"}]'),
      message('text', '{"type":1,"target":"Send"}\u001e'),
      message('binary', Buffer.from(bytes).toString('base64')),
      message('ping', ''),
      message('pong', ''),
      message('event', '{"id":7}', { event: 'price', eventId: '3' }),
      message('close', 'bye', { code: 1000 }),
    ]),
  ).toEqual([
    { direction: 'sent', kind: 'text', op: 'join', data: { type: 'join', room: 1 } },
    { direction: 'received', kind: 'text', data: 'hello' },
    {
      direction: 'received',
      kind: 'text',
      op: 'chat',
      packet: '42',
      data: ['chat', { text: 'hi' }],
    },
    { direction: 'received', kind: 'text', op: 1, data: { type: 1, target: 'Send' } },
    { direction: 'received', kind: 'binary', data: digestOf(bytes) },
    { direction: 'received', kind: 'event', op: 'price', data: { id: 7 } },
    { direction: 'received', kind: 'close', code: 1000, reason: 'bye' },
  ])
})
