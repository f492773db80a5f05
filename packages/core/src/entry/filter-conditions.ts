import { HartifactError } from '../errors.ts'
import type { Entry } from './entry.ts'
import { mediaType } from './headers.ts'
import { compileGlob, globToPattern, matchesGlob, splitUrl } from './url-glob.ts'

/** Whether an entry meets one condition. */
export type Test = (entry: Entry) => boolean

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

function statusRange(value: unknown): readonly [low: number, high: number] {
  const word = typeof value === 'number' || typeof value === 'string' ? String(value) : ''
  const match = /^(?:([1-5])xx|(\d{3})(?:-(\d{3}))?)$/i.exec(word)
  const [, hundreds, first, last = first] = match ?? []
  const low = Number(hundreds === undefined ? first : `${hundreds}00`)
  const high = Number(hundreds === undefined ? last : `${hundreds}99`)
  if (!(low <= high)) refuseValue('status', value, "Give 404, '4xx' or '400-499'.")
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

function timeLimit(key: string, value: unknown): number {
  const limit = microseconds(text(key, value))
  if (Number.isNaN(limit)) {
    refuseValue(key, value, "Give a date or time as '2026-03-01' or '2026-03-01T12:00:00.5Z'.")
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

/** Also for one from another realm, as a test inside Jest's sandbox makes it. */
export function isRegExp(value: unknown): value is RegExp {
  return Object.prototype.toString.call(value) === '[object RegExp]'
}

function text(key: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') {
    refuseValue(key, value, 'Give text that is not empty, or leave the condition out.')
  }
  return value
}

function list(key: string, value: unknown): readonly unknown[] {
  const values: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (values.length === 0) refuseValue(key, '[]', 'Give one at least, or leave the condition out.')
  return values
}

function refuseValue(key: string, value: unknown, fix: string): never {
  let shown = `of type ${typeof value}`
  if (typeof value === 'string') shown = `'${value}'`
  else if (typeof value === 'number' || typeof value === 'boolean') shown = String(value)
  return refuse(`The value ${shown} makes no sense as ${key} of a filter.`, fix)
}

/** @throws HartifactError `INVALID_ARGUMENT`, always */
export function refuse(what: string, fix: string): never {
  throw new HartifactError('INVALID_ARGUMENT', what, { fix })
}
