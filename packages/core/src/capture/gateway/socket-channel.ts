import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'
import type { RpcChannel } from './rpc.ts'

/** Bytes of one message: what is more is no message of ours. */
const largest = 64 * 1024 * 1024

/** Messages over a socket, as a message port carries them: each with its length in front. */
export function socketChannel(socket: Socket): RpcChannel {
  const receivers = new Set<(message: unknown) => void>()
  let buffered: Buffer = Buffer.alloc(0)
  socket.on('data', (chunk: Buffer) => {
    buffered = buffered.length === 0 ? chunk : Buffer.concat([buffered, chunk])
    while (buffered.length >= 4) {
      const length = buffered.readUInt32BE(0)
      if (length > largest) {
        socket.destroy()
        return
      }
      if (buffered.length < 4 + length) return
      let message: unknown
      try {
        message = deserialize(buffered.subarray(4, 4 + length))
      } catch {
        socket.destroy()
        return
      }
      buffered = buffered.subarray(4 + length)
      for (const receive of receivers) receive(message)
    }
  })
  return {
    post: (message) => {
      if (socket.destroyed) return
      const body = serialize(message)
      const head = Buffer.alloc(4)
      head.writeUInt32BE(body.length, 0)
      socket.write(Buffer.concat([head, body]))
    },
    on: (receive) => void receivers.add(receive),
    off: (receive) => void receivers.delete(receive),
  }
}
