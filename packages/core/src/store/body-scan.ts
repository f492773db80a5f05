import type { BodyLine } from './journal-line.ts'
import { packFile } from './layout.ts'
import { lineStart, ownerAt, ownersOf } from './line-owner.ts'
import type { Storage } from './storage.ts'

/** Bytes of a pack that are read at once, unless one body has more. */
const readSize = 1024 * 1024

/** Where lines say that a body is not simply UTF-8. */
const encoded = /"content-encoding"|charset(?!=\\?"?(?:utf-?8|us-ascii))/gi
const bodyStart = '{"t":"body",'
const bodyLine =
  /\{"t":"body","sha256":"(\w+)","size":\d+,"kept":\d+(?:,"at":(\[\[[\d,[\]]*\]\]))?(?:,"inline":"([^"]*)")?[,}]/y
const bodyRef = /"body":\{"sha256":"(\w+)"/g

interface Packed {
  /** See {@link keyOf}. */
  readonly key: number
  readonly start: number
  readonly end: number
}

/**
 * Finds the entries of one session in whose bodies some patterns are, or whose bodies must be
 * decoded before anybody knows, by a look at their bytes.
 */
export class BodyScan {
  readonly #patterns: readonly RegExp[]
  readonly #packed = new Map<number, Packed[]>()
  /** By pattern: the keys of the bodies that have it. */
  readonly #hits: ReadonlyArray<Set<number>>
  readonly #encoded = new Set<string>()

  constructor(patterns: readonly RegExp[]) {
    this.#patterns = patterns
    this.#hits = patterns.map(() => new Set())
  }

  /** Entries that have something that is not simply UTF-8. */
  get encoded(): ReadonlySet<string> {
    return this.#encoded
  }

  /** Whether something was found: then {@link BodyScan.owners} must see all lines. */
  get hasHits(): boolean {
    return this.#hits.some(({ size }) => size > 0)
  }

  /** Takes note of the bodies that some lines of a journal speak of. */
  read(segment: number, text: string): void {
    if (this.#patterns.length === 0) return
    for (const owner of ownersOf(text, encoded)) this.#encoded.add(owner)
    for (let at = text.indexOf(bodyStart); at >= 0; at = text.indexOf(bodyStart, at + 1)) {
      const { at: extents = [], inline, sha256 } = bodyAt(text, at)
      const key = keyOf(sha256)
      const [extent, more] = extents
      if (inline !== undefined) this.#test(key, Buffer.from(inline, 'base64'))
      else if (more) for (const hits of this.#hits) hits.add(key)
      else if (extent) this.#later(segment, { key, start: extent[0], end: extent[0] + extent[1] })
    }
  }

  /** Looks at the bodies in the packs, once all lines are read. */
  async readPacks(storage: Storage, folder: string, signal?: AbortSignal): Promise<void> {
    for (const [segment, bodies] of this.#packed) {
      const path = packFile(folder, segment)
      if ((await storage.size(path)) === undefined) continue
      for (const { end, group, start } of groups(bodies)) {
        signal?.throwIfAborted()
        const bytes = Buffer.from(await storage.read(path, start, end - start))
        for (const body of group) {
          this.#test(body.key, bytes.subarray(body.start - start, body.end - start))
        }
      }
    }
    this.#packed.clear()
  }

  /** The entries among some lines that have a body with a pattern, by pattern. */
  owners(text: string): string[][] {
    const owners = this.#hits.map((): string[] => [])
    for (const { index, 1: sha256 = '' } of text.matchAll(bodyRef)) {
      const key = keyOf(sha256)
      for (const [pattern, hits] of this.#hits.entries()) {
        if (!hits.has(key)) continue
        const owner = ownerAt(text, lineStart(text, index))
        if (owner !== undefined) owners[pattern]!.push(owner)
      }
    }
    return owners
  }

  #later(segment: number, body: Packed): void {
    const bodies = this.#packed.get(segment)
    if (bodies) bodies.push(body)
    else this.#packed.set(segment, [body])
  }

  #test(key: number, bytes: Buffer): void {
    const [first, second] = bytes
    // UTF-16, by its mark; it need not be said in a header.
    const isWide = (first === 0xfe && second === 0xff) || (first === 0xff && second === 0xfe)
    const text = bytes.toString('latin1')
    for (const [index, pattern] of this.#patterns.entries()) {
      if (isWide || text.search(pattern) >= 0) this.#hits[index]!.add(key)
    }
  }
}

/** A hash as a number, of 52 bits, which takes less to remember. Who else has it may be found too. */
function keyOf(sha256: string): number {
  return Number.parseInt(sha256.slice(0, 13), 16)
}

function bodyAt(text: string, at: number): Partial<BodyLine> & Pick<BodyLine, 'sha256'> {
  bodyLine.lastIndex = at
  const [, sha256, extents, inline] = bodyLine.exec(text) ?? []
  if (sha256 === undefined) return decodedBody(text, at)
  return {
    sha256,
    ...(extents !== undefined && { at: JSON.parse(extents) as NonNullable<BodyLine['at']> }),
    ...(inline !== undefined && { inline }),
  }
}

/** For lines that another writer has put together otherwise. */
function decodedBody(text: string, at: number): Pick<BodyLine, 'sha256'> {
  const end = text.indexOf('\n', at)
  try {
    return JSON.parse(text.slice(at, end < 0 ? undefined : end)) as BodyLine
  } catch {
    return { sha256: '' }
  }
}

/** Bodies that lie together, to be read at once. */
function* groups(bodies: readonly Packed[]): Generator<Omit<Packed, 'key'> & { group: Packed[] }> {
  let group: Packed[] = []
  let [start, end] = [0, 0]
  for (const body of bodies.toSorted((one, other) => one.start - other.start)) {
    if (group.length > 0 && body.end > start + readSize) {
      yield { start, end, group }
      group = []
    }
    if (group.length === 0) [start, end] = [body.start, body.end]
    group.push(body)
    end = Math.max(end, body.end)
  }
  if (group.length > 0) yield { start, end, group }
}
