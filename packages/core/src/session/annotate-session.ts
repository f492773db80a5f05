import { createHash, randomUUID } from 'node:crypto'
import type { Annotation, Attachment } from '../entry/entry.ts'
import { HartifactError } from '../errors.ts'
import type { JournalLine, SessionIndex, Storage } from '../store/index.ts'
import { addToSession } from './derive-session.ts'
import { checkRemark, type Remark } from './remark.ts'
import type { SessionJournal } from './session-journal.ts'

/** A file to keep with a session, or with some of its entries. */
export interface AttachmentContent extends Remark {
  /** For people, never a path: `screenshot.png`. */
  readonly name: string
  readonly content: string | Uint8Array
  /** Media type; default `text/plain` for a text, else `application/octet-stream`. */
  readonly contentType?: string
}

/** A remark that is new. */
export function newAnnotation(remark: Remark, attachment?: Attachment): Annotation {
  return {
    id: randomUUID(),
    at: new Date().toISOString(),
    ...checkRemark(remark),
    ...(attachment && { attachment }),
  }
}

/** The lines of a remark on entries, or on the session when there are none given. */
export function noteLines(
  annotation: Annotation,
  entryIds: readonly string[] | undefined,
  removed = false,
): JournalLine[] {
  const line = { t: 'note' as const, annotation, ...(removed && { removed: true as const }) }
  return entryIds ? entryIds.map((entry) => ({ ...line, entry })) : [line]
}

/**
 * Replaces a remark, or takes it back, wherever it is.
 *
 * @param change - gives what it becomes; undefined takes it back
 * @throws HartifactError `NAME_NOT_FOUND` when there is no remark with this id
 */
export async function changeAnnotation(
  index: SessionIndex,
  journal: SessionJournal,
  id: string,
  change: (annotation: Annotation) => Annotation | undefined,
): Promise<void> {
  const entryIds = index.annotated(id)
  const onSession = index.annotations.find((one) => one.id === id)
  const [first] = entryIds
  const onEntry = first === undefined ? undefined : await index.entry(first)
  const found = onSession ?? onEntry?.annotations.find((one) => one.id === id)
  if (found === undefined) {
    throw new HartifactError(
      'NAME_NOT_FOUND',
      `There is no remark ${id} in "${index.info.name}".`,
      {
        fix: 'Take the id from the annotations of the session or of an entry.',
      },
    )
  }
  const changed = change(found)
  const lines = (ids: readonly string[] | undefined): JournalLine[] =>
    noteLines(changed ?? found, ids, changed === undefined)
  await journal.write([
    ...(onSession ? lines(undefined) : []),
    ...(entryIds.length > 0 ? lines(entryIds) : []),
  ])
}

/** What is longer does not go into a HAR, or slows it down. */
const longest = 100 * 1024 * 1024

/**
 * Writes a file into the session and a remark that refers to it.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a name or content that is none
 */
export async function attachContent(
  storage: Storage,
  sessionId: string,
  { content, contentType, name, ...remark }: AttachmentContent,
  entryIds: readonly string[] | undefined,
): Promise<Annotation> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  if (typeof name !== 'string' || name.trim() === '' || !(bytes instanceof Uint8Array)) {
    throw new HartifactError('INVALID_ARGUMENT', 'An attachment needs a name and content.', {
      fix: "Write attach({ name: 'screen.png', content: bytes, contentType: 'image/png' }).",
    })
  }
  if (bytes.byteLength > longest) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      `The attachment "${name}" has ${bytes.byteLength} bytes, more than ${longest}.`,
      { fix: 'Keep it elsewhere, and link it.' },
    )
  }
  const annotation = newAnnotation(remark, {
    name,
    contentType:
      contentType ??
      (typeof content === 'string' ? 'text/plain; charset=utf-8' : 'application/octet-stream'),
    body: { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.byteLength },
  })
  // A segment of its own, also while a gateway records: it has no way for bytes.
  await addToSession(storage, sessionId, async (writer) => {
    await writer.stored(annotation.attachment!.body, bytes)
    await Promise.all(noteLines(annotation, entryIds).map((line) => writer.append(line)))
  })
  return annotation
}
