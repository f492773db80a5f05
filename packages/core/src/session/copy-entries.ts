import type { Annotation, BodyRef, Entry } from '../entry/entry.ts'
import { isHartifactError } from '../errors.ts'
import type { SessionSource } from '../formats/format.ts'
import type { JournalLine, SegmentWriter } from '../store/index.ts'
import type { FreeId } from './free-id.ts'

/** Lines that are given to the writer before it is waited for. */
const atOnce = 200

/** What {@link copyEntries} needs beside the entries. */
export interface CopyOptions {
  /** Gives each entry an id that nobody else gives. */
  readonly freeId: FreeId
  /** Changes an entry before it is written, for instance to redact it. */
  readonly change?: (entry: Entry) => Entry
  readonly onEntry?: () => void
}

/**
 * Writes entries with their bodies, remarks and attachments into a session. An entry whose id is
 * taken gets another one.
 *
 * @returns the number of entries
 */
export async function copyEntries(
  writer: SegmentWriter,
  entries: AsyncIterable<{ readonly entry: Entry; readonly readBody: SessionSource['readBody'] }>,
  { change = (entry) => entry, freeId, onEntry }: CopyOptions,
): Promise<number> {
  const copied = new Set<string>()
  const append = appender(writer)
  let count = 0
  for await (const { entry: found, readBody } of entries) {
    const changed = change(found)
    const id = freeId(changed.id)
    const { annotations, messages = [], ...entry } = changed
    for (const ref of [entry.request.body, entry.response?.body]) {
      if (ref) await copyBody(writer, ref, readBody, copied)
    }
    await append({ t: 'req', entry: { ...entry, id, annotations: [] } })
    for (const message of messages) await append({ t: 'msg', id, message })
    // An exchange that never ended is told apart from one that is still under way by its last line.
    await append({ t: 'res', id, patch: {} })
    for (const annotation of annotations) {
      await copyRemark(writer, annotation, readBody, copied)
      await append({ t: 'note', annotation, entry: id })
    }
    count++
    onEntry?.()
  }
  await append.flush()
  return count
}

/** Writes what is attached to a remark; the remark itself is for the caller to write. */
export async function copyRemark(
  writer: SegmentWriter,
  { attachment }: Annotation,
  readBody: SessionSource['readBody'],
  copied: Set<string>,
): Promise<void> {
  if (attachment) await copyBody(writer, attachment.body, readBody, copied)
}

async function copyBody(
  writer: SegmentWriter,
  ref: BodyRef,
  readBody: SessionSource['readBody'],
  copied: Set<string>,
): Promise<void> {
  if (ref.size === 0 || ref.truncated?.size === 0) return
  const key = `${ref.sha256} ${ref.truncated?.size ?? ''}`
  if (copied.has(key)) return
  copied.add(key)
  try {
    const bytes = await readBody(ref)
    if (bytes.byteLength === 0) return
    await writer.stored(ref, bytes)
  } catch (error) {
    // What is not there cannot be copied; the entry says so by itself.
    if (!isHartifactError(error, 'BODY_MISSING')) throw error
  }
}

/** Appends lines without waiting for each. */
function appender(writer: SegmentWriter): {
  (line: JournalLine): Promise<void>
  flush(): Promise<void>
} {
  let waiting: Array<Promise<void>> = []
  const flush = async (): Promise<void> => {
    await Promise.all(waiting.splice(0))
  }
  const append = async (line: JournalLine): Promise<void> => {
    waiting.push(writer.append(line))
    if (waiting.length >= atOnce) await flush()
    await writer.room()
  }
  return Object.assign(append, { flush })
}
