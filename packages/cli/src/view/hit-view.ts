import { describeEntry, type SearchHit, type SearchPlace } from '@hartifact/core'
import { displayWidth, truncate, truncateStart } from '../ui/display-width.ts'
import type { Output } from '../ui/output.ts'
import { printable } from '../ui/printable.ts'

/** So many places of an entry are told; --json has all. */
const told = 4

/** Prints an entry that was found, with the places where; the name of the session once before. */
export async function printHit(
  out: Output,
  { entry, places, position, session }: SearchHit,
  isFirstOfSession: boolean,
): Promise<void> {
  const { styles, width } = out
  if (isFirstOfSession) {
    await out.line(`${styles.bold(printable(session.name))}  ${styles.dim(session.id)}`)
  }
  await out.line(`  #${position}  ${describeEntry(entry, { url: 'full' })}`)
  for (const place of places.slice(0, told)) {
    await out.line(`      ${placeLine(place, out, width === undefined ? undefined : width - 6)}`)
  }
  if (places.length > told) {
    await out.line(styles.dim(`      and in ${places.length - told} more places`))
  }
}

function placeLine(
  { excerpt, length, name, start, where }: SearchPlace,
  { styles }: Output,
  width: number | undefined,
): string {
  const label = printable(name === undefined ? where : `${where} ${name}`)
  const before = printable(excerpt.slice(0, start))
  const hit = printable(excerpt.slice(start, start + length))
  const after = printable(excerpt.slice(start + length))
  const room = width === undefined ? undefined : Math.max(20, width - displayWidth(label) - 2)
  const [shownBefore, shownHit, shownAfter] =
    room === undefined ? [before, hit, after] : fitAround(before, hit, after, room)
  return `${styles.dim(`${label}:`)} ${shownBefore}${styles.inverse(shownHit)}${shownAfter}`
}

/** What was found stays; before it a third of the rest of the room is enough. */
function fitAround(
  before: string,
  hit: string,
  after: string,
  room: number,
): [before: string, hit: string, after: string] {
  const shownHit = truncate(hit, room)
  const rest = room - displayWidth(shownHit)
  const lead = Math.max(Math.floor(rest / 3), rest - displayWidth(after))
  const shownBefore = truncateStart(before, lead)
  return [shownBefore, shownHit, truncate(after, rest - displayWidth(shownBefore))]
}
