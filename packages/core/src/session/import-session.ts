import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import type { Annotation, Entry } from '../entry/entry.ts'
import type { RedactionProfile } from '../entry/session-info.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'
import { HartifactError } from '../errors.ts'
import type { ImportedSession, ImportIssue, SessionSource } from '../formats/format.ts'
import { readHar } from '../formats/har/read.ts'
import { createRedactor } from '../redact/index.ts'
import { redactionKey, type Storage } from '../store/index.ts'
import { copySources } from './copied-source.ts'
import { deriveSession } from './derive-session.ts'
import { newSessionInfo } from './new-session.ts'
import type { Session } from './session.ts'

/** Options of `store.import()`. */
export interface ImportOptions {
  /** Name or id of a session that it is added to; default: a new one. */
  readonly into?: string
  /** Name of the new session; default: what the file calls it. */
  readonly name?: string
  /** What is replaced in entries that Hartifact has not redacted itself; default `'default'`. */
  readonly redact?: Exclude<RedactionProfile, 'custom'>
}

/** What came of an import. */
export interface ImportResult {
  readonly session: Session
  /** Entries that are in the session now. */
  readonly imported: number
  /** Entries in the file. */
  readonly total: number
  /** What could not be read as it was meant. */
  readonly issues: readonly ImportIssue[]
}

/** Reads a HAR into a new session, or into `into`. Gives the id of the session. */
export async function importSession(
  storage: Storage,
  file: string,
  { name, redact = 'default' }: ImportOptions,
  into: Session | undefined,
): Promise<Omit<ImportResult, 'session'> & { readonly id: string }> {
  const read = readHar(await readText(file))
  const { entries, info, issues } = read
  const isSafe = info.redaction !== undefined && info.redaction !== 'off'
  const redaction = isSafe ? info.redaction : redact
  const change =
    isSafe || redact === 'off'
      ? undefined
      : createRedactor({ key: await redactionKey(storage), rules: redact })
  const source = sourceOf(read, redaction, change)
  if (into) {
    await into.take(source)
    return { id: into.id, imported: entries.length, total: entries.length, issues }
  }
  const { labels, links, owner, test } = info
  const fresh = newSessionInfo(
    name ?? (safeTitle(info.name, change).trim() || basename(file)).slice(0, 500),
    {
      redaction,
      origin: { kind: 'import', file: basename(file) },
      ...(labels && { labels }),
      ...(links && { links }),
      ...(owner !== undefined && { owner }),
      ...(test && { test }),
    },
  )
  await deriveSession(storage, fresh, async (writer) => {
    await copySources(writer, { sources: [source] })
    const { coverage } = info
    if (coverage) await writer.append({ t: 'info', set: { coverage } })
  })
  return { id: fresh.id, imported: entries.length, total: entries.length, issues }
}

function sourceOf(
  { annotations, bodies, entries, info, steps }: ImportedSession,
  redaction: RedactionProfile,
  change: ((entry: Entry) => Entry) | undefined,
): SessionSource {
  const isOurs = info.redaction !== undefined
  return {
    info: { id: '', state: 'closed', ...info, redaction },
    annotations: isOurs ? annotations : annotations.map(named),
    steps: steps.map((step) => ({ ...step, title: safeTitle(step.title, change) })),
    async *entries() {
      for (const entry of entries) {
        const own = isOurs ? entry : { ...entry, annotations: entry.annotations.map(named) }
        yield change ? change(own) : own
      }
    },
    readBody: async (ref) => {
      const bytes = bodies.get(ref.sha256)
      if (bytes) return bytes
      throw new HartifactError('BODY_MISSING', 'The file does not hold this body.')
    },
  }
}

/** Comments of other tools have no ids; one is not to be changed with another. */
function named(annotation: Annotation): Annotation {
  return { ...annotation, id: randomUUID() }
}

/** Browsers call a page by its address, which may hold a secret. */
function safeTitle(title: string, change: ((entry: Entry) => Entry) | undefined): string {
  if (!change || !/^https?:\/\//i.test(title)) return title
  const request = { method: 'GET', url: title, httpVersion: 'HTTP/1.1', headers: [] }
  const rest = {
    startedAt: '',
    timings: unknownTimings,
    attribution: 'port',
    annotations: [],
  } as const
  return change({ id: '', request, ...rest }).request.url
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `The file ${file} cannot be read.`, {
      fix: 'Check its path and permissions; a file of 512 MB or more is too large.',
      cause,
    })
  }
}
