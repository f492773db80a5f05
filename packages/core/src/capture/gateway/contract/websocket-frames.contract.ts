import { deflateRawSync, constants } from 'node:zlib'

/** Opcodes of RFC 6455 §5.2. */
export const opcodes = { more: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface FrameOptions {
  /** Four bytes; a client must mask. */
  readonly mask?: readonly number[]
  /** More fragments follow. */
  readonly isPart?: boolean
  /** RSV1: the message is compressed (RFC 7692 §6). */
  readonly isCompressed?: boolean
}

/** One frame (RFC 6455 §5.2). */
export function frame(
  kind: keyof typeof opcodes,
  payload: string | Uint8Array,
  { isCompressed = false, isPart = false, mask }: FrameOptions = {},
): Buffer {
  const data = Buffer.from(payload as never)
  const first = (isPart ? 0 : 0x80) | (isCompressed ? 0x40 : 0) | opcodes[kind]
  const masked = mask ? 0x80 : 0
  const head = Buffer.alloc(data.length < 126 ? 2 : data.length < 65_536 ? 4 : 10)
  head[0] = first
  head[1] = masked | (head.length === 2 ? data.length : head.length === 4 ? 126 : 127)
  if (head.length === 4) head.writeUInt16BE(data.length, 2)
  if (head.length === 10) head.writeBigUInt64BE(BigInt(data.length), 2)
  if (!mask) return Buffer.concat([head, data])
  const hidden = data.map((byte, index) => byte ^ mask[index % 4]!)
  return Buffer.concat([head, Buffer.from(mask), hidden])
}

/** Payload of a close frame (RFC 6455 §5.5.1). */
export function closePayload(code: number, reason = ''): Buffer {
  const text = Buffer.from(reason)
  return Buffer.concat([Buffer.from([code >> 8, code & 0xff]), text])
}

/** A message as permessage-deflate compresses it (RFC 7692 §7.2.1). */
export function deflate(text: string): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4)
}
