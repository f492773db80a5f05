import type { SessionState } from '../entry/session-info.ts'
import { HartifactError } from '../errors.ts'
import type { SessionSummary, SessionType } from './session-summary.ts'

/** What sessions can be sorted by. */
export const summarySorts = [
  'created',
  'name',
  'activity',
  'modified',
  'requests',
  'bytes',
  'size',
  'owner',
  'state',
] as const

/** One of {@link summarySorts}. */
export type SummarySort = (typeof summarySorts)[number]

/** Which sessions are listed, and how; each condition given must be met. */
export interface ListOptions {
  /** Default `created`. */
  readonly sort?: SummarySort
  /** The greatest first; default false. */
  readonly descending?: boolean
  /** A part of the name, or the whole of it with `*` for any text; case does not matter. */
  readonly name?: string
  readonly state?: SessionState
  readonly owner?: string
  readonly label?: string
  readonly link?: string
  readonly type?: SessionType
  /** Those in the trash instead of the others; default false. */
  readonly trash?: boolean
  /** So many at most, after sorting. */
  readonly limit?: number
}

const known: ReadonlyArray<keyof ListOptions> = [
  'sort',
  'descending',
  'name',
  'state',
  'owner',
  'label',
  'link',
  'type',
  'trash',
  'limit',
]

const keys: Readonly<Record<SummarySort, (row: SessionSummary) => string | number>> = {
  created: ({ created }) => created,
  name: ({ name }) => name.toLowerCase(),
  activity: ({ created, lastActivity }) => lastActivity ?? created,
  modified: ({ modified }) => modified,
  requests: ({ requests }) => requests,
  bytes: ({ bytes }) => bytes,
  size: ({ size }) => size,
  owner: ({ owner }) => owner ?? '',
  state: ({ state }) => state,
}

/**
 * Selects and sorts rows.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for an option or order that does not exist
 */
export function selectSummaries(
  rows: readonly SessionSummary[],
  options: ListOptions,
): SessionSummary[] {
  checkOptions(options)
  const { descending = false, limit = Infinity, sort = 'created' } = options
  const key = keys[sort]
  const sorted = rows.filter(matcher(options)).toSorted((one, other) => {
    const [a, b] = [key(one), key(other)]
    if (a === b) return one.id < other.id ? -1 : 1
    return a < b ? -1 : 1
  })
  return (descending ? sorted.toReversed() : sorted).slice(0, limit)
}

function matcher(options: ListOptions): (row: SessionSummary) => boolean {
  const { label, link, name, owner, state, type } = options
  const named = name === undefined ? undefined : namePattern(name)
  return (row) =>
    (named === undefined || named.test(row.name)) &&
    (state === undefined || row.state === state) &&
    (owner === undefined || row.owner === owner) &&
    (label === undefined || row.labels.includes(label)) &&
    (link === undefined || row.links.includes(link)) &&
    (type === undefined || row.type === type)
}

function namePattern(name: string): RegExp {
  const escaped = name.split('*').map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
  return escaped.length === 1
    ? new RegExp(escaped[0] ?? '', 'iu')
    : new RegExp(`^${escaped.join('[^]*')}$`, 'iu')
}

function checkOptions(options: ListOptions): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key as keyof ListOptions)) {
      throw refusal(`A list has no option "${key}"`, `Its options are ${known.join(', ')}.`)
    }
  }
  const { limit, sort } = options
  if (sort !== undefined && !summarySorts.includes(sort)) {
    throw refusal(
      `Sessions cannot be sorted by "${sort}"`,
      `Use one of ${summarySorts.join(', ')}.`,
    )
  }
  if (limit !== undefined && !(Number.isInteger(limit) && limit >= 0)) {
    throw refusal(`${String(limit)} is not a number of sessions`, 'Give a whole number from 0.')
  }
}

function refusal(what: string, fix: string): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', `${what}.`, { fix })
}
