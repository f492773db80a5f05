import { existsSync } from 'node:fs'
import type { ComparedSource } from '../compare/index.ts'
import type { BodyRef, Entry } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError, isHartifactError } from '../errors.ts'
import type { ImportedSession } from '../formats/format.ts'
import { issueRemarks, sessionRemarks } from './compare-remarks.ts'
import type { Comparable, FindOptions } from './compare-options.ts'
import { type ComparedStore, comparedStore } from './compare-store.ts'
import { findSessionFile, readSessionFile } from './compare-session-file.ts'
import type { Session } from './session.ts'

/** What is known of a session, as far as whoever compares it needs it. */
export type ComparedInfo = Pick<SessionInfo, 'name' | 'createdAt'> & Partial<SessionInfo>

/** A session that was read, to be compared. */
export interface ComparedSession {
  readonly source: ComparedSource
  readonly info: ComparedInfo
}

/** Reads sessions; ends with them, as their bodies are read when they are asked for. */
export interface ComparedSessions extends AsyncDisposable {
  /** In the order given; sessions of the same name are told apart by their times. */
  readAll(comparables: readonly Comparable[]): Promise<ComparedSession[]>
}

const defaultLimit = 5_000

/** Reads whatever can be compared. */
export function comparedSessions({
  store: given,
  timeout = defaultLimit,
}: {
  readonly [Key in keyof FindOptions]: FindOptions[Key] | undefined
}): ComparedSessions {
  const store = comparedStore(given)
  const read = async (comparable: unknown): Promise<ComparedSession> => {
    if (typeof comparable === 'string') {
      const file = await findSessionFile(comparable)
      return file === undefined
        ? readSession(await openNamed(store, comparable), timeout)
        : readImported(await readSessionFile(file), comparable)
    }
    if (isSource(comparable)) return readSource(comparable)
    if (isImported(comparable)) return readImported(comparable)
    if (isSession(comparable)) return readSession(comparable, timeout)
    throw notComparable(comparable)
  }
  return {
    async readAll(comparables) {
      const sessions: ComparedSession[] = []
      for (const comparable of comparables) sessions.push(await read(comparable))
      return sessions.map((session) => toldApart(session, sessions))
    },
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  }
}

/** Says that it is no file either, where it might have been meant as one. */
async function openNamed(store: ComparedStore, text: string): Promise<Session> {
  try {
    return await store.open(text)
  } catch (error) {
    if (!isHartifactError(error, 'NAME_NOT_FOUND')) throw error
    if (!existsSync(text) && !/[/\\]/.test(text)) throw error
    const fix = existsSync(text) ? `For the file of that name, write ./${text}.` : error.fix
    throw new HartifactError(
      'NAME_NOT_FOUND',
      existsSync(text)
        ? `There is no session "${text}".`
        : `There is neither a file ${text} nor a session of that name.`,
      { ...(fix !== undefined && { fix }), cause: error },
    )
  }
}

/** A recording is told by its shape: it is of a higher layer, and runners have several realms. */
type SessionLike = Session & {
  settled?(options: { readonly timeout: number }): Promise<void>
  readonly stopped?: boolean
}

async function readSession(session: SessionLike, timeout: number): Promise<ComparedSession> {
  const isRecording = session.settled !== undefined && !session.stopped
  if (isRecording && timeout > 0) await session.settled!({ timeout })
  const entries: Entry[] = []
  for await (const entry of session.entries()) entries.push(entry)
  const { info } = session
  const { damages } = await session.stats()
  const remarks = sessionRemarks(info.name, { ...info, damages, isRecording })
  const body = async (ref: BodyRef): Promise<Uint8Array | undefined> => {
    try {
      return await session.body(ref)
    } catch (error) {
      // The comparison says of which exchanges it is missing.
      if (isHartifactError(error, 'BODY_MISSING')) return undefined
      throw error
    }
  }
  return { info, source: { name: info.name, entries, remarks, body } }
}

function readImported(session: ImportedSession, file?: string): ComparedSession {
  const { bodies, entries, info, issues } = session
  const name = file ?? info.name
  const remarks = [...sessionRemarks(name, info), ...issueRemarks(name, issues)]
  return {
    info,
    source: { name, entries, remarks, body: ({ sha256 }) => bodies.get(sha256) },
  }
}

/** Two sessions of one name are mostly compared because of what happened between them. */
function toldApart(session: ComparedSession, all: readonly ComparedSession[]): ComparedSession {
  const { info, source } = session
  const isShared = all.some((other) => other !== session && other.source.name === source.name)
  if (!isShared) return session
  return { info, source: { ...source, name: `${source.name} (${info.createdAt})` } }
}

/** It says nothing about itself but its name. */
function readSource(source: ComparedSource): ComparedSession {
  const createdAt = source.entries[0]?.startedAt ?? new Date(0).toISOString()
  return { info: { name: source.name, createdAt }, source }
}

function isSource(value: unknown): value is ComparedSource {
  if (!isObject(value)) return false
  const { body, entries } = value as Partial<ComparedSource>
  return Array.isArray(entries) && typeof body === 'function'
}

function isImported(value: unknown): value is ImportedSession {
  if (!isObject(value)) return false
  const { bodies, entries } = value as Partial<ImportedSession>
  return Array.isArray(entries) && typeof bodies?.get === 'function'
}

function isSession(value: unknown): value is SessionLike {
  if (!isObject(value)) return false
  const { body, entries } = value as Partial<SessionLike>
  return typeof entries === 'function' && typeof body === 'function'
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function notComparable(value: unknown): HartifactError {
  const what = value === null ? 'null' : Array.isArray(value) ? 'a list' : typeof value
  return new HartifactError('INVALID_ARGUMENT', `A session was expected, and there is ${what}.`, {
    fix: 'Give a session, a recording, what readHar gives, the name or id of a session, or the path of a HAR.',
  })
}
