import { onTestFinished } from 'vitest'
import type { Entry } from '../entry/entry.ts'
import { sampleEntry, sampleResponse } from '../store/samples.contract.ts'
import { temporaryFolder } from '../store/temporary-folder.contract.ts'
import { openWriter } from '../store/index.ts'
import { openStore, type SessionStore } from './session-store.ts'
import type { Session } from './session.ts'

/** A store on disk that is closed and removed with the test. */
export async function sampleStore(): Promise<SessionStore> {
  const store = await openStore(`${await temporaryFolder()}/store`)
  onTestFinished(() => store.close())
  return store
}

/** A session with an entry for each id, each with a request body of its own. */
export async function recordSample(
  store: SessionStore,
  name: string,
  ids: readonly string[],
  set: (id: string) => Partial<Entry> = () => ({}),
): Promise<Session> {
  const session = await store.create(name)
  await addSample(store, session.id, ids, set)
  return session.refresh()
}

/** Records entries into a session that is there. */
export async function addSample(
  store: SessionStore,
  sessionId: string,
  ids: readonly string[],
  set: (id: string) => Partial<Entry> = () => ({}),
): Promise<void> {
  const writer = await openWriter(store.storage, sessionId, 'capture')
  for (const id of ids) {
    const entry = sampleEntry(id, set(id))
    const body = writer.body()
    void body.write(new TextEncoder().encode(`body of ${id} `.repeat(200)))
    void writer.append({
      t: 'req',
      entry: { ...entry, request: { ...entry.request, body: body.end() } },
    })
    void writer.append(sampleResponse(id))
  }
  await writer.close()
}

/** The ids of the entries of a session. */
export async function idsOf(session: Session): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of session.entries()) ids.push(id)
  return ids
}

/** All that an iterable gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}
