import { crc32, deflateSync } from 'node:zlib'

/**
 * A small picture: a ring in a colour that depends on `seed`, as a PNG of 8-bit RGB
 * (PNG specification, third edition, §5 and §11.2).
 */
export function drawPng(seed: number, size: number): Buffer {
  const colour = [0, 1, 2].map((channel) => 90 + ((seed * (53 + 38 * channel)) % 140))
  const rows: number[] = []
  for (let y = 0; y < size; y += 1) {
    rows.push(0) // filter "none" for this row
    for (let x = 0; x < size; x += 1) {
      const radius = Math.hypot(x - size / 2, y - size / 2) / size
      const inside = radius > 0.18 && radius < 0.42
      rows.push(...colour.map((value) => (inside ? value : 255 - ((x + y) % 8))))
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set([8, 2, 0, 0, 0], 8) // bits per channel, RGB, deflate, filters by row, not interlaced
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.from(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

/** The picture as an icon file: a directory of one entry, then the PNG. */
export function drawIcon(): Buffer {
  const png = drawPng(1, 32)
  const directory = Buffer.alloc(22)
  directory.set([0, 0, 1, 0, 1, 0, 32, 32, 0, 0, 1, 0, 24, 0])
  directory.writeUInt32LE(png.length, 14)
  directory.writeUInt32LE(directory.length, 18)
  return Buffer.concat([directory, png])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
