import { PassThrough } from 'node:stream'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import * as ws from 'ws'
import type { EngineMessage } from '../engine.ts'
import { readWebSocket } from './websocket-reader.ts'

interface Sent {
  readonly kind: 'text' | 'binary' | 'ping' | 'pong'
  readonly data: Uint8Array
  readonly fragments: number
}

/** Exported by `ws`, and not in its typings. */
const { PerMessageDeflate, Sender } = ws as unknown as {
  readonly PerMessageDeflate: new (options: object) => { params: object }
  readonly Sender: new (
    socket: PassThrough,
    extensions: object,
  ) => Record<string, (...parameters: unknown[]) => void>
}

const parameters = 'permessage-deflate; server_no_context_takeover'

/** The bytes that `ws` makes of messages. */
async function encode(messages: readonly Sent[], masked: boolean, deflated: boolean) {
  const socket = new PassThrough()
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  const deflate = new PerMessageDeflate({ isServer: !masked, threshold: 0 })
  deflate.params = masked ? {} : { server_no_context_takeover: true }
  const sender = new Sender(socket, deflated ? { 'permessage-deflate': deflate } : {})
  for (const { data, fragments, kind } of messages) {
    const bytes = Buffer.from(data)
    if (kind === 'ping' || kind === 'pong') {
      await new Promise((resolve) => sender[kind]!(bytes.subarray(0, 125), masked, resolve))
      continue
    }
    const size = Math.max(1, Math.ceil(bytes.length / fragments))
    for (let part = 0; part < fragments; part++) {
      const options = {
        binary: kind === 'binary',
        compress: deflated,
        fin: part === fragments - 1,
        mask: masked,
      }
      await new Promise((resolve) =>
        sender['send']!(bytes.subarray(part * size, (part + 1) * size), options, resolve),
      )
    }
  }
  return Buffer.concat(chunks)
}

const sentMessage = fc.record({
  kind: fc.constantFrom('text', 'binary', 'ping', 'pong'),
  data: fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.nat({ max: 70_000 }).map((size) => new Uint8Array(size).fill(97)),
  ),
  fragments: fc.integer({ min: 1, max: 4 }),
}) as fc.Arbitrary<Sent>

test('what is sent is read, masked or not, fragmented, compressed, cut anywhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sentMessage, { maxLength: 6 }),
      fc.boolean(),
      fc.boolean(),
      fc.integer({ min: 1, max: 5000 }),
      async (messages, masked, deflated, step) => {
        const wire = await encode(messages, masked, deflated)
        const before = Buffer.from(wire)
        const read: EngineMessage[] = []
        const errors: Error[] = []
        const reader = readWebSocket(
          masked ? 'sent' : 'received',
          deflated ? [['Sec-WebSocket-Extensions', parameters]] : [],
          (message) => void read.push(message),
          (error) => errors.push(error),
        )
        for (let at = 0; at < wire.length; at += step) {
          await reader.write(wire.subarray(at, at + step))
        }
        await new Promise<void>((resolve) => reader.end(resolve))
        expect(errors).toEqual([])
        expect(read.map(({ data, kind }) => [kind, Buffer.from(data).toString('latin1')])).toEqual(
          messages.map(({ data, kind }) => [
            kind,
            Buffer.from(kind === 'ping' || kind === 'pong' ? data.subarray(0, 125) : data).toString(
              'latin1',
            ),
          ]),
        )
        // The bytes go on to the other side.
        expect(wire.equals(before)).toBe(true)
      },
    ),
    { numRuns: 60 },
  )
})

test('a close frame is told with its code and reason, and what is no frame is said', async () => {
  const read: EngineMessage[] = []
  const errors: Error[] = []
  const open = () =>
    readWebSocket(
      'received',
      [],
      (message) => void read.push(message),
      (error) => errors.push(error),
    )
  const reader = open()
  void reader.write(Buffer.from([0x88, 0x05, 0x0f, 0xa1, 0x62, 0x79, 0x65]))
  await new Promise<void>((resolve) => reader.end(resolve))
  expect(read).toMatchObject([{ kind: 'close', code: 4001, data: Buffer.from('bye') }])
  const broken = open()
  void broken.write(Buffer.from([0xff, 0xff]))
  await new Promise<void>((resolve) => broken.end(resolve))
  expect(errors[0]?.message).toMatch(/Invalid WebSocket frame/)
  expect(broken.write(Buffer.from('more'))).toBeUndefined()
})
