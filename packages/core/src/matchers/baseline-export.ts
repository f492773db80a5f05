import { randomBytes } from 'node:crypto'
import type { ComparedSource } from '../compare/exchange.ts'
import type { Entry } from '../entry/entry.ts'
import { unknownTimings } from '../entry/unknown-timings.ts'
import { HartifactError } from '../errors.ts'
import { createRedactor } from '../redact/index.ts'
import type { ComparedSession } from '../session/compare-sessions.ts'
import { exportSession } from '../session/export-session.ts'

/**
 * The session as it may be put into a repository: one that was recorded without redaction, or comes
 * from another tool, loses its secrets here.
 */
export function withoutSecrets({ info, source }: ComparedSession): ComparedSource {
  if (info.redaction !== undefined && info.redaction !== 'off') return source
  // One secret has one placeholder in the session; across sessions placeholders need not be equal.
  const redact = createRedactor({ key: randomBytes(32) })
  return { ...source, entries: source.entries.map(redact) }
}

/**
 * Writes a baseline: a HAR with one exchange per line, of which only that is kept that is compared.
 * What is different in every run and never compared, as timings, addresses and connections, is left
 * out, so that a change of the file shows what has changed.
 *
 * @throws HartifactError `EXPORT_FAILED`
 */
export async function writeBaseline(session: ComparedSource, path: string): Promise<void> {
  const { entries, name } = session
  const source = {
    info: {
      id: 'baseline',
      name,
      createdAt: entries[0]?.startedAt ?? new Date(0).toISOString(),
      state: 'closed',
      redaction: 'default',
    },
    steps: [],
    annotations: [],
    async *entries() {
      for (const [position, entry] of entries.entries()) yield compared(entry, position)
    },
    async readBody(ref: Parameters<ComparedSource['body']>[0]) {
      const bytes = await session.body(ref)
      if (bytes) return bytes
      throw new HartifactError('BODY_MISSING', 'The session does not hold this body.')
    },
  } as const
  await exportSession(source, path, { format: 'har', formatOptions: { wireBodies: false } })
}

function compared(
  { failure, informational, messages, request, response, startedAt }: Entry,
  position: number,
): Entry {
  return {
    id: String(position).padStart(8, '0'),
    startedAt,
    request,
    ...(informational && { informational }),
    ...(response && { response }),
    timings: unknownTimings,
    ...(failure && { failure }),
    ...(messages && { messages }),
    attribution: 'port',
    annotations: [],
  }
}
