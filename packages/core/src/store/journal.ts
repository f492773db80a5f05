import { crc32 } from 'node:zlib'
import { HartifactError } from '../errors.ts'
import type { JournalLine } from './journal-line.ts'

/** Longest line in bytes, so that damage cannot make a reader hold a whole file in memory. */
export const longestLine: number = 64 * 1024 * 1024

/** `,"_c":"` + 8 hex digits + `"}` */
const checkSize = 17
const newline = 0x0a

/** Why a line cannot be used. */
export type LineDamage =
  /** It has no check at its end: it was cut off, or is not a line at all. */
  | 'torn'
  /** It is not what was written. */
  | 'checksum'

/**
 * A line as it is stored: JSON, whose last key `_c` is the CRC-32 (as in gzip, RFC 1952 §8) of the
 * exact bytes before `,"_c":`, and a newline.
 *
 * @throws INVALID_ARGUMENT for what JSON cannot hold, and for more than {@link longestLine}
 */
export function encodeLine(line: JournalLine): Buffer {
  const json = toJson(line)
  // Without the closing brace, which comes again after the check.
  const size = Buffer.byteLength(json) - 1
  if (size + checkSize > longestLine) {
    throw new HartifactError('INVALID_ARGUMENT', `A journal line of ${size} bytes is too long.`, {
      fix: 'Store long content as a body.',
    })
  }
  const bytes = Buffer.allocUnsafe(size + checkSize + 1)
  bytes.write(json, 0, size, 'utf8')
  bytes.write(check(bytes.subarray(0, size)), size, checkSize, 'latin1')
  bytes[size + checkSize] = newline
  return bytes
}

/** The line in `bytes`, which end before its newline, or what is wrong with it. */
export function decodeLine(bytes: Uint8Array): JournalLine | LineDamage {
  const size = bytes.byteLength - checkSize
  if (size < 1) return 'torn'
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found = text.toString('latin1', size)
  if (!/^,"_c":"[0-9a-f]{8}"\}$/.test(found)) return 'torn'
  if (found !== check(text.subarray(0, size))) return 'checksum'
  try {
    const { _c, ...line } = JSON.parse(text.toString('utf8'))
    return typeof line.t === 'string' ? line : 'torn'
  } catch {
    return 'torn'
  }
}

function check(bytes: Uint8Array): string {
  return `,"_c":"${crc32(bytes).toString(16).padStart(8, '0')}"}`
}

function toJson(line: JournalLine): string {
  try {
    return JSON.stringify(line)
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `A "${line.t}" line cannot be JSON.`, { cause })
  }
}
