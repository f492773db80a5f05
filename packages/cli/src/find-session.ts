import {
  type Comparable,
  HartifactError,
  isHartifactError,
  type Session,
  type SessionStore,
  type SessionSummary,
} from '@hartifact/core'

/** Shorter beginnings of an id are refused: they would soon name another session. */
const shortest = 8

/**
 * The session that `text` names: the newest of that name, or the one with that id or beginning of an
 * id.
 *
 * @throws HartifactError `NAME_NOT_FOUND`, `INVALID_ARGUMENT` for the beginning of several ids
 */
export async function findSession(store: SessionStore, text: string): Promise<Session> {
  try {
    return await store.open(text)
  } catch (error) {
    if (!isHartifactError(error, 'NAME_NOT_FOUND') || !mayBeginId(text)) throw error
    const found = onlyOne(text, await store.summaries())
    if (!found) throw error
    return store.open(found.id)
  }
}

/**
 * What `text` means to `compare`: a session when it is the beginning of an id; what else there is,
 * files and names, is for core to find.
 *
 * @param openStore - the store is opened only when it is needed
 */
export async function findComparable(
  openStore: () => Promise<SessionStore>,
  text: string,
): Promise<Comparable> {
  return mayBeginId(text) ? findSession(await openStore(), text) : text
}

/** {@link findSession} for several, of which each is there once. */
export async function findSessions(
  store: SessionStore,
  texts: readonly string[],
): Promise<Session[]> {
  const sessions = new Map<string, Session>()
  for (const text of texts) {
    const session = await findSession(store, text)
    sessions.set(session.id, session)
  }
  return [...sessions.values()]
}

/**
 * The id of the deleted session that `text` begins; `text` itself when that is for the store to say.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for the beginning of several ids
 */
export async function findDeleted(store: SessionStore, text: string): Promise<string> {
  if (!mayBeginId(text)) return text
  const deleted = await store.summaries({ trash: true })
  const isName = deleted.some(({ name }) => name === text)
  return isName ? text : (onlyOne(text, deleted)?.id ?? text)
}

/** The same where a session that is not deleted will do too. */
export async function findDeletedOrCleared(store: SessionStore, text: string): Promise<string> {
  const found = await findDeleted(store, text)
  const isOpen = found === text && mayBeginId(text)
  return isOpen ? (onlyOne(text, await store.summaries())?.id ?? text) : found
}

/** The beginning that is enough to tell all these ids apart, of the same length for each. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const sorted = ids.toSorted()
  let length = shortest
  for (let index = 1; index < sorted.length; index++) {
    const [one, other] = [sorted[index - 1] ?? '', sorted[index] ?? '']
    let same = 0
    while (same < one.length && one[same] === other[same]) same++
    length = Math.max(length, same + 1)
  }
  // A dash at the end says nothing.
  if ([9, 14, 19, 24].includes(length)) length++
  return (id) => id.slice(0, length)
}

function mayBeginId(text: string): boolean {
  return text.length >= shortest && text.length < 36 && /^[0-9a-f-]+$/i.test(text)
}

function onlyOne(text: string, summaries: readonly SessionSummary[]): SessionSummary | undefined {
  const matching = summaries.filter(({ id }) => id.startsWith(text.toLowerCase()))
  if (matching.length < 2) return matching[0]
  throw new HartifactError(
    'INVALID_ARGUMENT',
    `The ids of ${matching.length} sessions begin with ${text}.`,
    { fix: 'Give more of it: "hartifact list" shows as much of each id as is needed.' },
  )
}
