import { HartifactError } from '../errors.ts'
import { percentDecode } from './percent.ts'
import { Recent } from './recent.ts'
import * as known from './secret-names.ts'

/**
 * Own rules, added to the default ones. `headers` and `query` only ever add names: nothing that is
 * replaced by default can be taken out by them. Names are compared by their letters and digits
 * alone (`access_token`, `accessToken` and `Access-Token` are one name), and a `*` at the end
 * stands for any rest.
 */
export interface RedactionRules {
  /** Further header fields whose whole value is replaced. */
  readonly headers?: readonly string[]
  /** `false` leaves `Cookie` and `Set-Cookie` as they are. Default: `true`. */
  readonly cookies?: boolean
  /** Further query parameters whose value is replaced. */
  readonly query?: readonly string[]
}

/** How the value of a header field is treated. */
export type HeaderTreatment =
  | 'secret'
  | 'credentials'
  | 'cookie'
  | 'set-cookie'
  | 'subprotocol'
  | 'url'
  | 'link'
  | 'none'

/** What is secret, in the form the redactor asks for it. */
export interface SecretNames {
  treatmentOf(header: string): HeaderTreatment
  isSecretQuery(name: string): boolean
}

/**
 * The names behind a set of rules.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for rules that it does not understand
 */
export function resolveRules(rules: RedactionRules | 'default' | 'strict'): SecretNames {
  const own = typeof rules === 'string' ? namedRules(rules) : checkRules(rules)
  const isSecretHeader = nameMatcher([...known.secretHeaders, ...(own.headers ?? [])])
  const isSecretQuery = nameMatcher([...known.secretQueryNames, ...(own.query ?? [])])
  const special = new Map<string, HeaderTreatment>([
    ...known.urlHeaders.map((name) => [name, 'url'] as const),
    ...known.credentialHeaders.map((name) => [name, 'credentials'] as const),
    ['link', 'link'],
    ['sec-websocket-protocol', 'subprotocol'],
    ...(own.cookies === false
      ? []
      : ([
          ['cookie', 'cookie'],
          ['set-cookie', 'set-cookie'],
        ] as const)),
  ])
  return {
    treatmentOf: memoise((header) =>
      isSecretHeader(header) ? 'secret' : (special.get(header.toLowerCase()) ?? 'none'),
    ),
    isSecretQuery: memoise((name) => {
      const last =
        percentDecode(name)
          .split(/[?#&;/]/)
          .at(-1) ?? ''
      // `user[password]` and `user.password` are secrets as `password` is.
      const inner = last.split(/[.[\]]/).findLast((part) => part !== '')
      return isSecretQuery(last) || (inner !== undefined && isSecretQuery(inner))
    }),
  }
}

function namedRules(name: string): RedactionRules {
  if (name === 'default') return {}
  if (name === 'strict') return { headers: known.personalHeaders, query: known.personalQueryNames }
  throw new HartifactError('INVALID_ARGUMENT', `There are no redaction rules called '${name}'.`, {
    fix: "Use 'default', 'strict', 'off' or rules of your own.",
  })
}

function checkRules(rules: RedactionRules): RedactionRules {
  const fix = 'Give an object with headers (names), query (names) and cookies (true or false).'
  const refuse = (what: string): never => {
    throw new HartifactError('INVALID_ARGUMENT', what, { fix })
  }
  if (typeof rules !== 'object' || rules === null) refuse('The redaction rules are not an object.')
  for (const [key, value] of Object.entries(rules) as Array<[string, unknown]>) {
    if (value === undefined) continue
    if (key === 'cookies') {
      if (typeof value !== 'boolean')
        refuse('The redaction rule cookies is neither true nor false.')
    } else if (key === 'headers' || key === 'query') {
      const valid = Array.isArray(value) && value.every((name) => isName(name))
      if (!valid) refuse(`The redaction rule ${key} is not a list of names.`)
    } else refuse(`There is no redaction rule ${key}.`)
  }
  return rules
}

function isName(value: unknown): boolean {
  return typeof value === 'string' && simplify(value) !== ''
}

function nameMatcher(names: readonly string[]): (name: string) => boolean {
  const exact = new Set<string>()
  const starts: string[] = []
  for (const name of names) {
    if (name.endsWith('*')) starts.push(simplify(name))
    else exact.add(simplify(name))
  }
  return (name) => {
    const simple = simplify(name)
    return exact.has(simple) || starts.some((start) => simple.startsWith(start))
  }
}

function simplify(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, '')
}

/** Names repeat from one exchange to the next. */
function memoise<Value>(compute: (name: string) => Value): (name: string) => Value {
  const recent = new Recent<Value>(1000)
  return (name) => {
    const remembered = recent.get(name)
    if (remembered !== undefined) return remembered
    const value = compute(name)
    if (name.length <= 100) recent.set(name, value)
    return value
  }
}
