import { describe, expect, test } from 'vitest'
import type { RawSocket } from './raw-socket.contract.ts'
import type { Stage } from './stage.contract.ts'
import { closePayload, deflate, frame } from './websocket-frames.contract.ts'
import {
  type OpenWebSocket,
  shakeHands,
  type WebSocketForm,
} from './websocket-handshake.contract.ts'
import { messagesOf } from './websockets.contract.ts'

const mask = [0x12, 0x34, 0x56, 0x78]
const otherMask = [0xff, 0, 0xa5, 1]

/** WebSockets byte for byte: what one side writes is what the other reads. */
export function testWebSocketBytes(stage: Stage): void {
  const shake = (
    ask?: string,
    grant?: string,
    withHead?: Buffer,
    form?: WebSocketForm,
  ): Promise<OpenWebSocket> => shakeHands(stage, ask, grant, withHead, form)
  /** Writes on one side and expects the same bytes on the other. */
  const pass = async (from: RawSocket, to: RawSocket, ...frames: Buffer[]): Promise<void> => {
    const bytes = Buffer.concat(frames)
    from.write(bytes)
    expect((await to.takeBytes(bytes.length)).equals(bytes)).toBe(true)
  }

  describe('WebSockets, byte for byte', () => {
    test.each(['ws', 'wss', 'absolute'] as const)(
      'frames of every kind and size: %s',
      async (form) => {
        const { client, harness, peer, server } = await shake('', '', undefined, form)
        const small = 'grüße'
        const medium = 'm'.repeat(200)
        const large = Buffer.alloc(70_000, 'l')
        await pass(
          client,
          peer,
          frame('text', small, { mask }),
          frame('text', medium, { mask: otherMask }),
          frame('text', '', { mask }),
          frame('binary', large, { mask: [0, 0, 0, 0] }),
        )
        await pass(
          peer,
          client,
          frame('text', small),
          frame('text', medium),
          frame('binary', large),
        )
        await pass(client, peer, frame('close', closePayload(1000), { mask }))
        await pass(peer, client, frame('close', closePayload(1000)))
        peer.end()
        await Promise.all([client.closed, peer.closed])
        const seen = await harness.exchange('/raw')
        const scheme = form === 'wss' ? 'wss' : 'ws'
        expect(seen.head).toMatchObject({
          kind: 'websocket',
          url: `${scheme}://${server.authority}/raw`,
        })
        const bytes = Buffer.from(small).toString('latin1')
        expect(messagesOf(seen)).toEqual([
          ['sent', 'text', bytes],
          ['sent', 'text', medium],
          ['sent', 'text', ''],
          ['sent', 'binary', large.toString()],
          ['received', 'text', bytes],
          ['received', 'text', medium],
          ['received', 'binary', large.toString()],
          ['sent', 'close', 1000],
          ['received', 'close', 1000],
        ])
        expect(seen.outcome?.failure).toBeUndefined()
      },
    )

    test('fragments stay fragments, with a ping between them; a message is told once', async () => {
      const { client, harness, peer } = await shake()
      await pass(
        client,
        peer,
        frame('text', 'one ', { mask, isPart: true }),
        frame('ping', 'p', { mask }),
        frame('more', 'two ', { mask: otherMask, isPart: true }),
        frame('more', 'three', { mask }),
      )
      await pass(
        peer,
        client,
        frame('pong', 'p'),
        frame('binary', 'a', { isPart: true }),
        frame('more', '', { isPart: true }),
        frame('more', 'b'),
      )
      await harness.until(() => harness.seen[0]?.messages.length === 4)
      expect(messagesOf(harness.seen[0]!)).toEqual([
        ['sent', 'ping', 'p'],
        ['sent', 'text', 'one two three'],
        ['received', 'pong', 'p'],
        ['received', 'binary', 'ab'],
      ])
    })

    test('one ping is one ping, and its pong the other side’s', async () => {
      const { client, harness, peer } = await shake()
      await pass(client, peer, frame('ping', 'of the client', { mask }))
      await pass(peer, client, frame('pong', 'of the client'))
      await pass(peer, client, frame('ping', ''))
      await pass(client, peer, frame('pong', '', { mask }))
      await pass(client, peer, frame('pong', 'unasked', { mask }))
      // Anything that was added would stand before these.
      await pass(client, peer, frame('text', 'last', { mask }))
      await pass(peer, client, frame('text', 'last'))
      await harness.until(() => harness.seen[0]?.messages.length === 7)
      expect(messagesOf(harness.seen[0]!)).toEqual([
        ['sent', 'ping', 'of the client'],
        ['received', 'pong', 'of the client'],
        ['received', 'ping', ''],
        ['sent', 'pong', ''],
        ['sent', 'pong', 'unasked'],
        ['sent', 'text', 'last'],
        ['received', 'text', 'last'],
      ])
      expect([client.pending.length, peer.pending.length]).toEqual([0, 0])
    })

    test('frames byte by byte, and the first with the head', async () => {
      const first = frame('text', 'with the head')
      const { client, harness, peer } = await shake('', '', first)
      expect(await client.takeBytes(first.length)).toEqual(first)
      const slow = frame('text', 'slow', { mask })
      for (const byte of slow) await client.send(Buffer.from([byte]))
      expect(await peer.takeBytes(slow.length)).toEqual(slow)
      await harness.until(() => harness.seen[0]?.messages.length === 2)
      expect(messagesOf(harness.seen[0]!)).toEqual([
        ['received', 'text', 'with the head'],
        ['sent', 'text', 'slow'],
      ])
    })

    test('extensions are between the two; compressed frames pass compressed', async () => {
      const ask =
        'Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits, x-own; a=1\r\nSec-WebSocket-Protocol: chat, superchat\r\n'
      const grant =
        'Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n'
      const { client, harness, peer } = await shake(ask, grant)
      const text = 'squeezed '.repeat(100)
      const squeezed = deflate(text)
      await pass(client, peer, frame('text', squeezed, { mask, isCompressed: true }))
      await pass(client, peer, frame('text', 'not worth it', { mask }))
      await pass(
        peer,
        client,
        frame('text', squeezed.subarray(0, 5), { isCompressed: true, isPart: true }),
        frame('ping', 'between'),
        frame('more', squeezed.subarray(5)),
      )
      await harness.until(() => harness.seen[0]?.messages.length === 4)
      expect(messagesOf(harness.seen[0]!)).toEqual([
        ['sent', 'text', text],
        ['sent', 'text', 'not worth it'],
        ['received', 'ping', 'between'],
        ['received', 'text', text],
      ])
    })

    test('an extension that nobody knows passes', async () => {
      const line = 'Sec-WebSocket-Extensions: x-unknown; b=2\r\n'
      const { client, harness, peer } = await shake(line, line)
      const odd = frame('binary', 'odd', { mask })
      odd[0] = odd[0]! | 0x20
      await pass(client, peer, odd, frame('text', 'even', { mask }))
      await pass(peer, client, frame('text', 'even'))
      expect(harness.seen[0]?.outcome).toBeUndefined()
    })

    test.each([
      ['server', 1001, 'going away'],
      ['server', 4999, ''],
      ['client', 1000, 'done'],
      ['client', 3000, 'grüße'],
      ['client', undefined, ''],
    ])('close by the %s with %s %j', async (who, code, reason) => {
      const { client, harness, peer } = await shake()
      const payload = code === undefined ? Buffer.alloc(0) : closePayload(code, reason)
      const [from, to] = who === 'client' ? [client, peer] : [peer, client]
      const masked = (side: RawSocket) => (side === client ? { mask } : {})
      await pass(from, to, frame('close', payload, masked(from)))
      await pass(to, from, frame('close', payload, masked(to)))
      peer.end()
      await Promise.all([client.closed, peer.closed])
      const seen = await harness.exchange('/raw')
      const [one, other] = who === 'client' ? ['sent', 'received'] : ['received', 'sent']
      const told = { kind: 'close', ...(code !== undefined && { code }) }
      expect(seen.messages).toMatchObject([
        { ...told, direction: one },
        { ...told, direction: other },
      ])
      expect(seen.messages.map(({ data }) => Buffer.from(data).toString())).toEqual([
        reason,
        reason,
      ])
      expect(seen.outcome?.failure).toBeUndefined()
    })
  })
}
