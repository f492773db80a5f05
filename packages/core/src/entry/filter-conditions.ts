import { isRegExp, list, refuseValue, text, type Test } from './condition-values.ts'
import { hasTest } from './has-condition.ts'
import { headerTest } from './header-condition.ts'
import { mediaType } from './headers.ts'
import { sizeTest, timeTest } from './measure-conditions.ts'
import { authorTest, colorTest, linkTest, noteTest, tagTest } from './remark-conditions.ts'
import { compileGlob, globToPattern, matchesGlob, splitUrl } from './url-glob.ts'

type ConditionName =
  | 'method'
  | 'url'
  | 'host'
  | 'path'
  | 'status'
  | 'id'
  | 'failed'
  | 'type'
  | 'step'
  | 'from'
  | 'to'
  | 'size'
  | 'time'
  | 'header'
  | 'tag'
  | 'color'
  | 'note'
  | 'author'
  | 'link'
  | 'has'

/**
 * Makes the test of each condition of an `EntryFilter`, after looking at its value.
 *
 * Each throws HartifactError `INVALID_ARGUMENT` for a value that makes no sense.
 */
export const conditions: Readonly<Record<ConditionName, (value: unknown) => Test>> = {
  method: methodTest,
  url: urlTest,
  host: hostTest,
  path: pathTest,
  status: statusTest,
  id: (value) => {
    const id = text('id', value)
    return (entry) => entry.id === id
  },
  failed: (value) => {
    if (typeof value !== 'boolean') refuseValue('failed', value, 'Give true or false.')
    return (entry) => (entry.failure !== undefined) === value
  },
  type: typeTest,
  step: (value) => {
    const step = text('step', value)
    return (entry) => entry.step === step
  },
  from: (value) => {
    const from = timeLimit('from', value)
    return (entry) => microseconds(entry.startedAt) >= from
  },
  to: (value) => {
    const to = timeLimit('to', value)
    return (entry) => microseconds(entry.startedAt) < to
  },
  size: sizeTest,
  time: timeTest,
  header: headerTest,
  tag: tagTest,
  color: colorTest,
  note: noteTest,
  author: authorTest,
  link: linkTest,
  has: hasTest,
}

function methodTest(value: unknown): Test {
  const methods = new Set(list('method', value).map((one) => text('method', one).toUpperCase()))
  return ({ request }) => methods.has(request.method.toUpperCase())
}

function urlTest(value: unknown): Test {
  if (isRegExp(value)) return ({ request }) => finds(value, request.url)
  const glob = text('url', value)
  compileGlob(glob)
  return ({ request }) => request.url === glob || matchesGlob(request.url, glob)
}

function hostTest(value: unknown): Test {
  let test: (host: string) => boolean
  if (isRegExp(value)) test = (host) => finds(value, host)
  else {
    const glob = text('host', value)
    if (glob.includes('/')) {
      refuseValue('host', glob, 'Leave out scheme and path, or use the condition url.')
    }
    const pattern = new RegExp(globToPattern(glob.toLowerCase(), glob))
    test = (host) => pattern.test(host)
  }
  return ({ request }) => {
    const { hostname, port } = splitUrl(request.url)
    // `::1` is a host, `[::1]` is how a URL writes it.
    return [hostname, `${hostname}:${port}`, hostname.replace(/^\[(.*)\]$/, '$1')].some(test)
  }
}

function pathTest(value: unknown): Test {
  if (isRegExp(value)) return ({ request }) => finds(value, splitUrl(request.url).path)
  const glob = text('path', value)
  if (!/^[/*{\\]/.test(glob)) refuseValue('path', glob, 'Begin it with a slash.')
  compileGlob(glob)
  return ({ request }) => {
    const { path, query } = splitUrl(request.url)
    return matchesGlob(path + query, glob)
  }
}

function statusTest(value: unknown): Test {
  const ranges = list('status', value).map(statusRange)
  return ({ response }) =>
    response !== undefined &&
    ranges.some(([low, high]) => response.status >= low && response.status <= high)
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function statusRange(value: unknown): readonly [low: number, high: number] {
  const word = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  const [, sign, limit] = /^([<>]=?)(\d{3})$/.exec(word) ?? []
  if (limit !== undefined) {
    const edge = Number(limit) + (sign === '>' ? 1 : 0) - (sign === '<' ? 1 : 0)
    return sign?.startsWith('>') ? [edge, 999] : [0, edge]
  }
  const match = /^(?:([1-5])xx|(\d{3})(?:-(\d{3}))?)$/i.exec(word)
  const [, hundreds, first, last = first] = match ?? []
  const low = Number(hundreds === undefined ? first : `${hundreds}00`)
  const high = Number(hundreds === undefined ? last : `${hundreds}99`)
  if (!(low <= high)) refuseValue('status', value, "Give 404, '4xx', '400-499' or '>=400'.")
  return [low, high]
}

function typeTest(value: unknown): Test {
  const wanted = text('type', value).toLowerCase()
  if (!/^[\w.+-]+(?:\/(?:[\w.+-]+|\*))?$/.test(wanted)) {
    refuseValue('type', value, "Give 'application/json', 'image/*' or 'json'.")
  }
  return ({ response }) => {
    const found = response ? mediaType(response.headers) : ''
    const [type = '', subtype = ''] = found.split('/')
    if (wanted.endsWith('/*')) return type === wanted.slice(0, -2)
    if (wanted.includes('/')) return found === wanted
    return type === wanted || subtype === wanted || subtype.endsWith(`+${wanted}`)
  }
}

const units: Readonly<Record<string, number>> = { s: 1e6, m: 6e7, h: 36e8, d: 864e8 }

function timeLimit(key: string, value: unknown): number {
  const [, number, unit = ''] = /^-(\d{1,9})([smhd])$/.exec(text(key, value)) ?? []
  if (number !== undefined) return Date.now() * 1000 - Number(number) * units[unit]!
  const limit = microseconds(text(key, value))
  if (Number.isNaN(limit)) {
    refuseValue(
      key,
      value,
      "Give a date or time as '2026-03-01' or '2026-03-01T12:00:00.5Z', or '-10m' for ten minutes ago.",
    )
  }
  return limit
}

/** Since 1970; `Date` stops at milliseconds, entries do not. NaN for what is no ISO 8601 time. */
function microseconds(time: string): number {
  const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d(?::\d\d(?:\.(\d+))?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(
    time,
  )
  if (!match) return Number.NaN
  const [, date, clock = '00:00', fraction = '', offset = 'Z'] = match
  const [seconds] = clock.split('.', 1)
  return (
    Date.parse(`${date}T${seconds}${offset}`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'))
  )
}

/** A pattern may be global or sticky: `search` leaves its `lastIndex` alone. */
function finds(pattern: RegExp, subject: string): boolean {
  return subject.search(pattern) !== -1
}
