import { HartifactError, type Session } from '@hartifact/core'
import type { PlacedEntry } from './view/entry-table.ts'

/**
 * The entry with this 0-based position (`12` or `#12`) or id.
 *
 * @throws HartifactError `NAME_NOT_FOUND`
 */
export async function findEntry(session: Session, which: string): Promise<PlacedEntry> {
  const [found] = await findEntries(session, [which])
  return found as PlacedEntry
}

/** The same for several, in the order of the session. */
export async function findEntries(
  session: Session,
  which: readonly string[],
): Promise<PlacedEntry[]> {
  const found = new Map<number, PlacedEntry>()
  for (const text of which) {
    const [, digits] = /^#?(\d+)$/.exec(text) ?? []
    const placed =
      (digits === undefined ? undefined : await session.entry(Number(digits))) ??
      (await session.entry(text))
    if (placed) found.set(placed.position, placed)
    else throw await notFound(session, text)
  }
  return [...found.values()].toSorted((one, other) => one.position - other.position)
}

async function notFound(session: Session, text: string): Promise<HartifactError> {
  const { requests } = await session.summary()
  return new HartifactError('NAME_NOT_FOUND', `"${session.name}" has no entry ${text}.`, {
    fix:
      requests > 0
        ? `Its entries are 0 to ${requests - 1}; an id will do as well.`
        : 'It is empty.',
  })
}
