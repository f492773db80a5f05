import type { Entry, Failure } from '../entry/entry.ts'
import { memoryStore, openStore, type Session } from '../session/index.ts'
import { createSession, newSessionId, openWriter } from '../store/index.ts'

/** What the tests say of an exchange. */
export interface Exchange {
  readonly method?: string
  readonly url: string
  readonly status?: number
  readonly failure?: Failure
}

/** A session in memory, to which a test adds exchanges as a recording would. */
export interface GrowingSession extends AsyncDisposable {
  readonly session: Session
  /** Adds an exchange; without status and failure it stays in flight. */
  add(exchange: Exchange): Promise<{ readonly id: string }>
  /** Ends one that is in flight. */
  answer(id: string, status: number): Promise<void>
}

/** Opens a session called `Checkout` in a store of its own. */
export async function growingSession(...exchanges: readonly Exchange[]): Promise<GrowingSession> {
  const store = await openStore(memoryStore)
  const id = newSessionId()
  await createSession(store.storage, {
    id,
    name: 'Checkout',
    createdAt: new Date().toISOString(),
    state: 'recording',
    redaction: 'default',
  })
  const writer = await openWriter(store.storage, id, 'capture')
  let count = 0
  const add: GrowingSession['add'] = async (exchange) => {
    const entry = entryOf(String(++count).padStart(4, '0'), exchange)
    await writer.append({ t: 'req', entry })
    return entry
  }
  for (const exchange of exchanges) await add(exchange)
  return {
    session: await store.open(id),
    add,
    async answer(entryId, status) {
      await writer.append({ t: 'res', id: entryId, patch: { response: responseOf(status) } })
    },
    async [Symbol.asyncDispose]() {
      await writer.close()
      await store.close()
    },
  }
}

function entryOf(id: string, { failure, method = 'GET', status, url }: Exchange): Entry {
  const unknown = { blocked: null, dns: null, connect: null, ssl: null }
  return {
    id,
    startedAt: new Date().toISOString(),
    request: { method, url, httpVersion: 'HTTP/1.1', headers: [] },
    ...(status !== undefined && { response: responseOf(status) }),
    ...(failure && { failure }),
    timings: { ...unknown, send: 1, wait: 10, receive: 1, total: 12 },
    attribution: 'port',
    annotations: [],
  }
}

function responseOf(status: number): NonNullable<Entry['response']> {
  return { status, statusText: '', httpVersion: 'HTTP/1.1', headers: [] }
}
