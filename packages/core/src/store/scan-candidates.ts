import type { LineNeed } from '../entry/query/index.ts'
import { BodyScan } from './body-scan.ts'
import { journalFile, sessionFolder, sessionsFolder, type SessionPlace } from './layout.ts'
import { ownerId, ownersOf } from './line-owner.ts'
import { lineChunks, lineTexts } from './line-chunks.ts'
import { listSegments } from './session-files.ts'
import type { Storage } from './storage.ts'

/** Bytes of journals up to which a session is looked at for one need after the other. */
const small = 4 * 1024 * 1024

/** See {@link scanCandidates}. */
export interface ScanOptions {
  readonly place?: SessionPlace
  readonly signal?: AbortSignal | undefined
}

interface Chunk {
  readonly segment: number
  readonly bytes: Buffer
}

/**
 * The ids of the entries that may meet all `needs`: found by a look at bytes, without decoding
 * lines. Some of them do not meet them; who is not among them does not.
 *
 * In a session that is not there nothing is found.
 *
 * @throws the reason of `signal`
 */
export async function scanCandidates(
  storage: Storage,
  id: string,
  needs: readonly LineNeed[],
  { place = sessionsFolder, signal }: ScanOptions = {},
): Promise<Set<string>> {
  const folder = sessionFolder(id, place)
  const found = needs.map(() => new Set<string>())
  const answers = needs.some(({ unanswered }) => unanswered) ? new Answers() : undefined
  const ofBodies = [...needs.keys()].filter((need) => needs[need]!.bodies !== undefined)
  const bodies = new BodyScan(ofBodies.map((need) => needs[need]!.bodies!))
  const files = await journals(storage, folder)
  for await (const { chunks, isAll } of batches(storage, files, signal)) {
    for (const [index, { bodies: ofBody, lines, unanswered }] of needs.entries()) {
      const owners = found[index]!
      for (const text of lines ? textsOf(chunks) : []) {
        for (const owner of ownersOf(text, lines!)) owners.add(owner)
      }
      if (isAll && owners.size === 0 && !ofBody && !unanswered) return new Set()
    }
    for (const text of answers ? textsOf(chunks) : []) answers!.read(text)
    for (const { bytes, segment } of ofBodies.length > 0 ? chunks : []) {
      for (const text of lineTexts(bytes)) bodies.read(segment, text)
    }
  }
  await bodies.readPacks(storage, folder, signal)
  const add = (need: number, owners: Iterable<string>): void => {
    for (const owner of owners) found[need]!.add(owner)
  }
  for (const need of ofBodies) add(need, bodies.encoded)
  for (const { path } of bodies.hasHits ? files : []) {
    for await (const bytes of lineChunks(storage, path, signal)) {
      for (const text of lineTexts(bytes)) {
        for (const [index, owners] of bodies.owners(text).entries()) add(ofBodies[index]!, owners)
      }
    }
  }
  for (const [need, { unanswered }] of needs.entries()) {
    if (unanswered) add(need, answers!.missing())
  }
  return new Set([...inAll(found)].map((owner) => ownerId(owner)))
}

async function journals(
  storage: Storage,
  folder: string,
): Promise<Array<{ readonly segment: number; readonly path: string; readonly size: number }>> {
  const segments = (await listSegments(storage, folder)).filter(({ hasJournal }) => hasJournal)
  return await Promise.all(
    segments.map(async ({ segment }) => {
      const path = journalFile(folder, segment)
      return { segment, path, size: (await storage.size(path)) ?? 0 }
    }),
  )
}

/** All lines at once if they are few, else some at a time. */
async function* batches(
  storage: Storage,
  files: Awaited<ReturnType<typeof journals>>,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ readonly isAll: boolean; readonly chunks: readonly Chunk[] }> {
  const isSmall = files.reduce((sum, { size }) => sum + size, 0) <= small
  const all: Chunk[] = []
  for (const { path, segment } of files) {
    for await (const bytes of lineChunks(storage, path, signal)) {
      if (isSmall) all.push({ segment, bytes })
      else yield { isAll: false, chunks: [{ segment, bytes }] }
    }
  }
  if (isSmall) yield { isAll: true, chunks: all }
}

function* textsOf(chunks: readonly Chunk[]): Generator<string, void, undefined> {
  for (const { bytes } of chunks) yield* lineTexts(bytes)
}

function inAll(sets: ReadonlyArray<ReadonlySet<string>>): Set<string> {
  const [fewest = new Set<string>(), ...others] = sets.toSorted((a, b) => a.size - b.size)
  return new Set([...fewest].filter((owner) => others.every((set) => set.has(owner))))
}

/** Knows which requests have no line that says what became of them. */
class Answers {
  readonly #asked = new Set<string>()
  readonly #answered = new Set<string>()

  read(text: string): void {
    for (const owner of ownersOf(text, /^\{"t":"req"/gm)) this.#asked.add(owner)
    for (const owner of ownersOf(text, /^\{"t":"res"/gm)) this.#answered.add(owner)
  }

  missing(): string[] {
    return [...this.#asked].filter((owner) => !this.#answered.has(owner))
  }
}
