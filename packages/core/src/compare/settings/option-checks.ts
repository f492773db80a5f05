import type {
  AcceptedFinding,
  ComparisonOptions,
  FailOn,
  IgnoreRule,
  MatchMode,
} from '../comparison-options.ts'
import type { Severity } from '../finding.ts'
import { rules } from '../rules.ts'
import {
  allOf,
  type Check,
  fault,
  isNumber,
  isOr,
  isRecord,
  isText,
  isWord,
  listOf,
  recordOf,
  recordWith,
} from './check.ts'
import { parseDate } from './date.ts'

const failOns: readonly FailOn[] = ['breaking', 'warning', 'info']
const matchModes: readonly MatchMode[] = ['auto', 'url', 'path', 'order']
const severities: readonly Severity[] = ['breaking', 'warning', 'info', 'noise']

const isRule = isWord(Object.keys(rules), 'rules')

const isDate: Check = (value, where) =>
  typeof value === 'string' && parseDate(value) !== undefined
    ? undefined
    : fault(where, value, 'Give a date such as 2026-03-01, or a time such as 2026-03-01T12:00:00Z.')

const isFingerprint: Check = (value, where) =>
  typeof value === 'string' && /^[0-9a-f]{12}$/.test(value)
    ? undefined
    : fault(where, value, 'Give the 12 hex digits that the report shows for the finding.')

/** What is silenced must be said: a rule for everything would silence the comparison. */
const narrows: Check = (value, where) =>
  isRecord(value) && ['endpoint', 'path', 'rule'].every((key) => value[key] === undefined)
    ? {
        what: `${where} matches every finding.`,
        fix: 'Give it an endpoint, a path or a rule.',
      }
    : undefined

const isIgnoreRule = allOf(
  recordWith(
    { endpoint: isText, path: isText, rule: isRule, reason: isText } satisfies Checks<IgnoreRule>,
    ['reason'],
  ),
  narrows,
)

/** Checks an entry of `accept`. */
export const isAccepted: Check = recordWith(
  { fingerprint: isFingerprint, reason: isText, until: isDate } satisfies Checks<AcceptedFinding>,
  ['fingerprint', 'reason'],
)

/** `uat1.*`, `localhost:8080`, `[::1]:8080`. */
const isHost: Check = (value, where) => {
  if (typeof value === 'string' && /^(\[[\da-f:.]+\]|[^\s/?#@[\]:]+)(:(\d+|\*))?$/i.test(value)) {
    return undefined
  }
  return fault(where, value, 'Give the host alone, with its port where it has one: shop.test:8080.')
}

/** Each `*` after takes what the one before it stood for. */
const starsMatch: Check = (value, where) => {
  if (!isRecord(value)) return undefined
  const stars = (text: unknown): number => String(text).split('*').length
  const wrong = Object.entries(value).find(([from, to]) => stars(to) > stars(from))
  return (
    wrong &&
    fault(`${where}[${JSON.stringify(wrong[0])}]`, wrong[1], `It has more * than ${wrong[0]}.`)
  )
}

const isGrowth: Check = (value, where) => {
  if (typeof value === 'string' && /^\d{1,6}(\.\d+)?%$/.test(value)) return undefined
  if (typeof value === 'number' && value >= 0 && value <= 1) return undefined
  return fault(where, value, "Give a share from 0 to 1, or text such as '10%' or '150%'.")
}

type Checks<Type> = { readonly [Key in keyof Type]-?: Check }

/** One check for each option, the same for files and for options given in code. */
export const optionChecks: Checks<Omit<ComparisonOptions, 'profile'>> = {
  ignore: listOf(isIgnoreRule),
  accept: listOf(isAccepted),
  severity: recordOf(isRule, isWord(severities, 'severities')),
  hostMap: allOf(recordOf(isHost, isHost), starsMatch),
  failOn: isWord(failOns, 'severities'),
  match: isWord(matchModes, 'modes'),
  minMatchRate: isNumber(0, 1),
  latency: isOr(
    false,
    recordWith({
      minRatio: isNumber(1),
      minMs: isNumber(0),
      minSamples: isNumber(6, Infinity, 'whole'),
    }),
  ),
  size: recordWith({ maxGrowth: isGrowth, minBytes: isNumber(0) }),
  counts: recordOf(isText, recordWith({ max: isNumber(0, Infinity, 'whole') }, ['max'])),
}
