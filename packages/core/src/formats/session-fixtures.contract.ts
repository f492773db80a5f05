import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Annotation, BodyRef, Entry, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import type { SessionSource } from './format.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'

/** A session in memory, for tests of formats. */
export interface MemorySession {
  readonly info: SessionInfo
  readonly steps: readonly Step[]
  readonly annotations: readonly Annotation[]
  readonly entries: readonly Entry[]
  /** The longest known bytes by SHA-256. */
  readonly bodies: ReadonlyMap<string, Uint8Array>
}

/** A body as a fixture spells it: the bytes, instead of a reference to them. */
interface BodyText {
  readonly text?: string
  readonly base64?: string
  /** So many bytes were kept. */
  readonly keep?: number
  /** The bytes are lost. */
  readonly missing?: boolean
  readonly decodedSize?: number
}

interface FixtureMessage {
  readonly body?: BodyText
}

interface Fixture {
  readonly about: string
  readonly name: string
  readonly info?: Partial<SessionInfo>
  readonly steps?: readonly Step[]
  readonly annotations?: readonly Annotation[]
  /** Without what {@link loadFixture} adds: id, time, timings, attribution, annotations. */
  readonly entries: ReadonlyArray<
    Partial<Omit<Entry, 'request' | 'response'>> & {
      readonly request: FixtureMessage
      readonly response?: FixtureMessage
    }
  >
}

const folder = new URL('./fixtures/entries/', import.meta.url)

/** Names of the sessions in `fixtures/entries`, which every format is tried on. */
export const fixtureNames: readonly string[] = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.slice(0, -'.json'.length))
  .toSorted()

export function loadFixture(name: string): MemorySession {
  const text = readFileSync(new URL(`${name}.json`, folder), 'utf8')
  const fixture = JSON.parse(text) as Fixture
  const bodies = new Map<string, Uint8Array>()
  const withRef = ({ body, ...part }: FixtureMessage): object => ({
    ...part,
    ...(body && { body: toRef(body, bodies) }),
  })
  return {
    info: {
      id: '01981f5e-0000-7000-8000-000000000001',
      name: fixture.name,
      createdAt: '2026-11-20T10:00:00.000Z',
      state: 'closed',
      redaction: 'default',
      ...fixture.info,
    },
    steps: fixture.steps ?? [],
    annotations: fixture.annotations ?? [],
    entries: fixture.entries.map(
      ({ request, response, ...entry }, index) =>
        ({
          id: `entry-${index}`,
          startedAt: `2026-11-20T10:00:0${index}.000250Z`,
          attribution: 'port',
          annotations: [],
          timings: unknownTimings,
          ...entry,
          request: withRef(request),
          ...(response && { response: withRef(response) }),
        }) as Entry,
    ),
    bodies,
  }
}

export function sourceOf(session: MemorySession): SessionSource {
  const { annotations, bodies, entries, info, steps } = session
  return {
    info,
    steps,
    annotations,
    async *entries() {
      yield* entries
    },
    async readBody({ sha256: hash, truncated }) {
      const bytes = bodies.get(hash)
      if (!bytes) throw new HartifactError('BODY_MISSING', `Body ${hash.slice(0, 8)} is lost.`)
      return bytes.slice(0, truncated?.size)
    },
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function toRef(body: BodyText, bodies: Map<string, Uint8Array>): BodyRef {
  const { base64, decodedSize, keep, missing, text } = body
  const bytes = new Uint8Array(
    Buffer.from(text ?? base64 ?? '', text === undefined ? 'base64' : 'utf8'),
  )
  const hash = sha256(bytes)
  if (!missing) bodies.set(hash, bytes.subarray(0, keep))
  return {
    sha256: hash,
    size: bytes.length,
    ...(decodedSize !== undefined && { decodedSize }),
    ...(keep !== undefined && { truncated: { size: keep } }),
  }
}
