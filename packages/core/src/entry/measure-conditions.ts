import type { Entry } from './entry.ts'
import { refuseValue, type Test } from './condition-values.ts'

/** From `low` to `high`. */
export interface Range {
  readonly low: number
  readonly high: number
  /** Whether `low` and `high` themselves are not in it. */
  readonly strict?: boolean
}

type Units = Readonly<Record<string, number>>

const sizes: Units = { b: 1, kb: 1024, mb: 1024 ** 2, gb: 1024 ** 3 }
const durations: Units = { ms: 1, s: 1000, m: 60_000 }

/** Of the bodies of request and response together, on the wire. */
export function sizeTest(value: unknown): Test {
  const range = sizeRange(value)
  return (entry) => isWithin(range, bodySize(entry))
}

/** From the head of the request to the end of the exchange. */
export function timeTest(value: unknown): Test {
  const range = timeRange(value)
  return ({ timings: { total } }) => total !== null && isWithin(range, total)
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function sizeRange(value: unknown): Range {
  const range = parseRange(value, sizes)
  return range ?? refuseValue('size', value, "Give '>100kb', '<=2mb', '1kb..2mb' or '0'.")
}

/** @throws HartifactError `INVALID_ARGUMENT` */
export function timeRange(value: unknown): Range {
  const range = parseRange(value, durations)
  return range ?? refuseValue('time', value, "Give '>500ms', '<2s' or '100ms..1s'.")
}

function bodySize({ request, response }: Entry): number {
  return (request.body?.size ?? 0) + (response?.body?.size ?? 0)
}

function isWithin({ low, high, strict }: Range, measure: number): boolean {
  return strict ? measure > low && measure < high : measure >= low && measure <= high
}

function parseRange(value: unknown, units: Units): Range | undefined {
  if (typeof value === 'number' && value >= 0) return { low: value, high: value }
  if (typeof value !== 'string') return undefined
  const [first = '', last, more] = value.split('..').map((text) => text.trim())
  if (more !== undefined) return undefined
  if (last !== undefined) {
    const low = first === '' ? 0 : parseMeasure(first, units)
    const high = last === '' ? Infinity : parseMeasure(last, units)
    return low <= high && first + last !== '' ? { low, high } : undefined
  }
  const [, sign = '', rest = ''] = /^(>=|<=|>|<)?(.*)$/.exec(value) ?? []
  const limit = parseMeasure(rest, units)
  if (Number.isNaN(limit)) return undefined
  const strict = sign === '>' || sign === '<'
  if (sign.startsWith('>')) return { low: limit, high: Infinity, strict }
  if (sign.startsWith('<')) return { low: -1, high: limit, strict }
  return { low: limit, high: limit }
}

/** NaN for what is none. */
function parseMeasure(text: string, units: Units): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)\s*([a-z]*)$/i.exec(text.trim())
  const [, number = '', unit = ''] = match ?? []
  const factor = unit === '' ? 1 : units[unit.toLowerCase()]
  return match && factor !== undefined ? Number(number) * factor : Number.NaN
}
