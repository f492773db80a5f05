import { type Annotation, HartifactError, type Session } from '@hartifact/core'
import type { PlacedEntry } from './view/entry-table.ts'

/** A remark, and what it is about: an entry, or the session. */
export interface PlacedAnnotation {
  readonly annotation: Annotation
  readonly about?: PlacedEntry
}

/** All remarks: those on the session first, then those on its entries. */
export async function* annotationsOf(session: Session): AsyncIterable<PlacedAnnotation> {
  await session.refresh()
  for (const annotation of session.annotations) yield { annotation }
  let position = 0
  for await (const entry of session.entries()) {
    for (const annotation of entry.annotations) yield { annotation, about: { entry, position } }
    position++
  }
}

/**
 * The id of the remark that `text` names: an id, or the beginning of one.
 *
 * @throws HartifactError `NAME_NOT_FOUND`, `INVALID_ARGUMENT` for the beginning of several
 */
export async function findAnnotation(session: Session, text: string): Promise<string> {
  const ids = new Set<string>()
  for await (const { annotation } of annotationsOf(session)) {
    if (annotation.id.startsWith(text)) ids.add(annotation.id)
  }
  const [only] = ids
  if (ids.has(text)) return text
  if (ids.size === 1 && only !== undefined && text.length >= 4) return only
  const fix = '"hartifact annotate SESSION --list" shows the remarks with their ids.'
  throw ids.size > 1
    ? new HartifactError('INVALID_ARGUMENT', `The ids of ${ids.size} remarks begin with ${text}.`, {
        fix,
      })
    : new HartifactError('NAME_NOT_FOUND', `"${session.name}" has no remark ${text}.`, { fix })
}
