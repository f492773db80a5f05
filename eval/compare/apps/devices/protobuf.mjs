/** As much of protobuf and gRPC-web as the device application speaks. */

function varint(value) {
  const bytes = []
  let rest = BigInt(value)
  do {
    bytes.push(Number(rest & 0x7fn) | (rest > 0x7fn ? 0x80 : 0))
    rest >>= 7n
  } while (rest > 0n)
  return Buffer.from(bytes)
}

/** Fields by number: numbers are varints, texts and buffers have a length, lists repeat. */
export function message(fields) {
  const pieces = Object.entries(fields).flatMap(([number, value]) =>
    [value].flat().map((item) => {
      if (typeof item === 'number' || typeof item === 'bigint') {
        return Buffer.concat([varint(Number(number) << 3), varint(item)])
      }
      const bytes = Buffer.from(item)
      return Buffer.concat([varint((Number(number) << 3) | 2), varint(bytes.length), bytes])
    }),
  )
  return Buffer.concat(pieces)
}

/** One message, and for an answer the trailers. */
export function grpcWeb(bytes, status) {
  const frames = [frame(0, bytes)]
  if (status !== undefined)
    frames.push(frame(0x80, Buffer.from(`grpc-status:${status}\r\ngrpc-message:\r\n`)))
  return Buffer.concat(frames)
}

function frame(flag, bytes) {
  const head = Buffer.alloc(5)
  head[0] = flag
  head.writeUInt32BE(bytes.length, 1)
  return Buffer.concat([head, bytes])
}
