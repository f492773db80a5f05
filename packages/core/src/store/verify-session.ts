import type { BodyRef, Entry } from '../entry/entry.ts'
import { isHartifactError } from '../errors.ts'
import { journalFile, packFile, sessionFolder } from './layout.ts'
import type { Damage } from './segment-reader.ts'
import { SessionIndex } from './session-index.ts'
import type { Storage } from './storage.ts'

/** Something in a session that is not what was written. */
export interface Problem {
  /** Id of the entry that it concerns, where that can be told. */
  readonly entry?: string
  /** 0-based position of that entry, if the entry can still be read. */
  readonly position?: number
  /** File inside the session, with the offset: `seg-0001.ndjson:1234`. */
  readonly place: string
  /** One sentence. */
  readonly what: string
}

/** What was checked of a session. */
export interface Verified {
  readonly entries: number
  /** Bodies, each counted once. */
  readonly bodies: number
  /** Bytes of them. */
  readonly bytes: number
  readonly problems: readonly Problem[]
}

const reasons: Readonly<Record<Damage['reason'], string>> = {
  torn: 'A line is cut off or is none',
  checksum: 'A line is not what was written: its checksum is wrong',
  'too-long': 'A line is longer than any that was written',
  'no-request': 'The response is there, but its request cannot be read',
}

/**
 * Reads everything in a session again: the checksum of each line, and each body, which is compared
 * with its hash. What a writer that lives has not finished is no problem.
 *
 * @throws NAME_NOT_FOUND, FORMAT_NEWER
 */
export async function verifySession(storage: Storage, id: string): Promise<Verified> {
  // What was read a moment ago tells nothing of what is on the disk now.
  await storage.close()
  const folder = sessionFolder(id)
  const index = new SessionIndex(storage, id)
  await index.refresh()
  const problems: Problem[] = []
  const positions = new Map(index.ids().map((entry, position) => [entry, position]))
  const about = (entry: string | undefined): Pick<Problem, 'entry' | 'position'> => {
    const position = entry === undefined ? undefined : positions.get(entry)
    return {
      ...(entry !== undefined && { entry }),
      ...(position !== undefined && { position }),
    }
  }
  const damages = [...index.damages]
  for (const damage of damages) {
    const path = journalFile(folder, damage.segment)
    const entry = await entryIn(storage, path, damage)
    problems.push({
      ...about(entry),
      place: `${nameOf(path)}:${damage.offset}`,
      what: `${reasons[damage.reason]}.`,
    })
  }
  const bodies = new Bodies(index, folder)
  let entries = 0
  for await (const entry of index.entries()) {
    entries++
    for (const [side, ref] of bodiesOf(entry)) {
      const problem = await bodies.check(ref)
      if (problem === undefined) continue
      const what = `The ${side} body: ${problem.what}`
      problems.push({ ...about(entry.id), place: problem.place, what })
    }
  }
  for (const { attachment } of index.annotations) {
    const problem = attachment && (await bodies.check(attachment.body))
    if (attachment && problem)
      problems.push({ ...problem, what: `The attachment "${attachment.name}": ${problem.what}` })
  }
  return { entries, bodies: bodies.count, bytes: bodies.bytes, problems }
}

function bodiesOf({ annotations, request, response }: Entry): Array<[side: string, ref: BodyRef]> {
  return [
    ...(request.body ? [['request', request.body] as [string, BodyRef]] : []),
    ...(response?.body ? [['response', response.body] as [string, BodyRef]] : []),
    ...annotations.flatMap(({ attachment }) =>
      attachment ? [['attached', attachment.body] as [string, BodyRef]] : [],
    ),
  ]
}

/** Reads each body once, however often it is referred to. */
class Bodies {
  readonly #index: SessionIndex
  readonly #folder: string
  readonly #checked = new Map<string, { place: string; what: string } | undefined>()
  count = 0
  bytes = 0

  constructor(index: SessionIndex, folder: string) {
    this.#index = index
    this.#folder = folder
  }

  async check(ref: BodyRef): Promise<{ place: string; what: string } | undefined> {
    // Of some bodies nothing was to be kept.
    if (ref.size === 0 || ref.truncated?.size === 0) return undefined
    if (this.#checked.has(ref.sha256)) return this.#checked.get(ref.sha256)
    const problem = await this.#read(ref)
    this.#checked.set(ref.sha256, problem)
    return problem
  }

  async #read(ref: BodyRef): Promise<{ place: string; what: string } | undefined> {
    try {
      const { byteLength } = await this.#index.body(ref)
      this.count++
      this.bytes += byteLength
      return undefined
    } catch (error) {
      if (!isHartifactError(error, 'BODY_MISSING')) throw error
      const place = this.#index.bodies().get(ref.sha256)
      const file = place ? nameOf(packFile(this.#folder, place.segment)) : 'no segment'
      return { place: file, what: error.message.replace(/ The rest of .*$/, '') }
    }
  }
}

/** The entry that damaged bytes were about: its id mostly stands near their beginning. */
async function entryIn(
  storage: Storage,
  path: string,
  { length, offset }: Damage,
): Promise<string | undefined> {
  const bytes = await storage.read(path, offset, Math.min(length, 64 * 1024))
  const text = Buffer.from(bytes).toString('latin1')
  const [, id] =
    /"t":"req","entry":\{"id":"([^"\\]{1,200})"/.exec(text) ??
    /"t":"(?:res|msg)","id":"([^"\\]{1,200})"/.exec(text) ??
    /"entry":"([^"\\]{1,200})"/.exec(text) ??
    /"id":"(\d+-\d{6,})"/.exec(text) ??
    []
  return id
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
