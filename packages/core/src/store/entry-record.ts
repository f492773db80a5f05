import type { Annotation, BodyRef, Entry, Message } from '../entry/entry.ts'
import type { LineSource } from './line-source.ts'
import type { EntryPatch, NoteLine } from './journal-line.ts'
import { Notes } from './notes.ts'
import type { Place } from './read-body.ts'

/** Where the lines of one entry are. Its content stays on disk. */
export class EntryRecord {
  readonly id: string
  /** Absent as long as only other lines speak of it. */
  request: Place | undefined
  readonly responses: Place[] = []
  #notes: Notes | undefined
  /** Segment, offset and length of each message: there may be very many. */
  #messages: number[] | undefined

  constructor(id: string) {
    this.id = id
  }

  addNote(line: NoteLine, place: Place): void {
    this.#notes ??= new Notes()
    this.#notes.add(line, place)
  }

  notes(): Annotation[] {
    return this.#notes?.values() ?? []
  }

  addMessage({ segment, offset, length }: Place): void {
    this.#messages ??= []
    this.#messages.push(segment, offset, length)
  }

  /** The places of its messages, in order of segments. */
  messages(): Place[] {
    const places: Place[] = []
    const numbers = this.#messages ?? []
    for (let index = 0; index < numbers.length; index += 3) {
      const [segment, offset, length] = numbers.slice(index, index + 3)
      places.push({ segment: segment!, offset: offset!, length: length! })
    }
    return places.toSorted(inOrder)
  }
}

/** What an entry needs of its session. */
export interface EntrySurroundings {
  readonly lines: LineSource
  /** Leading bytes of a body that are stored. */
  kept(sha256: string): number
  /** Why an entry without a response line has none, if it will never have one. */
  unfinished(record: EntryRecord): Entry['failure']
}

/** Puts an entry together from its lines. Undefined when its request line can no longer be read. */
export async function foldEntry(
  record: EntryRecord,
  around: EntrySurroundings,
): Promise<Entry | undefined> {
  const line = record.request && (await around.lines.line(record.request))
  if (line?.t !== 'req') return undefined
  let entry = line.entry
  for (const place of record.responses.toSorted(inOrder)) {
    const next = await around.lines.line(place)
    if (next?.t === 'res') entry = patched(entry, next.patch)
  }
  const messages: Message[] = [...(entry.messages ?? [])]
  for (const place of record.messages()) {
    const next = await around.lines.line(place)
    if (next?.t === 'msg') messages.push(next.message)
  }
  const failure = entry.failure ?? around.unfinished(record)
  return {
    ...entry,
    request: withHonestBody(entry.request, around),
    ...(entry.response && { response: withHonestBody(entry.response, around) }),
    ...(failure && { failure }),
    ...(messages.length > 0 && { messages }),
    annotations: [...(entry.annotations ?? []), ...record.notes()],
  }
}

function patched(entry: Entry, patch: EntryPatch): Entry {
  return { ...entry, ...patch, id: entry.id, request: { ...entry.request, ...patch.request } }
}

/** Says of a body what is really stored of it, which may be less than its writer hoped. */
function withHonestBody<T extends { readonly body?: BodyRef }>(
  message: T,
  around: EntrySurroundings,
): T {
  if (message.body === undefined || message.body.size === 0) return message
  const { truncated, ...ref } = message.body
  const kept = Math.min(around.kept(ref.sha256), ref.size)
  if (kept === (truncated?.size ?? ref.size)) return message
  return { ...message, body: kept === ref.size ? ref : { ...ref, truncated: { size: kept } } }
}

/** Compares two places: by segment, then within it. */
export function inOrder(a: Place, b: Place): number {
  return a.segment - b.segment || a.offset - b.offset
}
