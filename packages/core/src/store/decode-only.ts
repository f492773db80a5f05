import { decodeLine } from './journal.ts'
import type { BodyLine, JournalLine } from './journal-line.ts'
import { ownerId } from './line-owner.ts'
import type { DecodeLine } from './segment-reader.ts'

/** Bytes at the beginning of a line in which its kind and the id of its entry are. */
const beginning = 240

/** In the key of the check, see `encodeLine`. */
const underscore = 0x5f

const ownedLine = /^\{"t":"(?:(req)","entry":\{"id|(?:res|msg)","id)":"((?:[^"\\]|\\.)*)"/
const bodyLine = /^\{"t":"body","sha256":"(\w+)","size":(\d+),"kept":(\d+)[,}]/

/** What says nothing, as a line of a later version. */
const nothing = { t: 'other' } as unknown as JournalLine

/**
 * Decodes lines as `decodeLine` does, but of entries that are not in `ids` just the id of the
 * request, and of bodies just which they are: neither is checked. Whoever reads a body checks it.
 */
export function decodeOnly(ids: ReadonlySet<string>): DecodeLine {
  return (bytes) => {
    const { buffer, byteLength, byteOffset } = bytes
    // A line that was cut off has no check, and is none.
    if (bytes[byteLength - 15] !== underscore) return decodeLine(bytes)
    const start = Buffer.from(buffer, byteOffset, Math.min(byteLength, beginning)).toString(
      'latin1',
    )
    const [, isRequest, owner] = ownedLine.exec(start) ?? []
    if (owner !== undefined) {
      const id = /[^ -~]|\\/.test(owner) ? ownerId(owner) : owner
      if (ids.has(id)) return decodeLine(bytes)
      return isRequest ? ({ t: 'req', entry: { id } } as JournalLine) : nothing
    }
    const [, sha256, size, kept] = bodyLine.exec(start) ?? []
    if (sha256 === undefined) return decodeLine(bytes)
    return { t: 'body', sha256, size: Number(size), kept: Number(kept) } satisfies BodyLine
  }
}
