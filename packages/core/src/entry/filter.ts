import type { AnnotationColor, Entry } from './entry.ts'
import { isRegExp, refuse, type Test } from './condition-values.ts'
import { conditions } from './filter-conditions.ts'
import type { EntryPart } from './has-condition.ts'

/** A status, a class of them, a range with both ends in it, or a comparison. */
export type StatusFilter =
  | number
  | '1xx'
  | '2xx'
  | '3xx'
  | '4xx'
  | '5xx'
  | `${number}-${number}`
  | `${'<' | '<=' | '>' | '>='}${number}`

/**
 * Which entries are meant: those that meet every condition given. A condition that is `undefined`
 * counts as not given; the empty filter means all.
 *
 * @example
 * ```ts
 * session.entries({ method: 'POST', url: '/login' })
 * session.entries({ host: '*.shop.test', status: ['4xx', '5xx'], type: 'json' })
 * session.entries({ url: /\/api\/v\d+\//, from: '2026-03-01T12:00:00Z' })
 * ```
 */
export interface EntryFilter {
  /** `POST`, or several of which one must fit. Case does not matter. */
  readonly method?: string | readonly string[]
  /**
   * A glob as in Playwright's `page.route` (`*` stops at `/`, `**` does not, `{a,b}`, `\` before a
   * sign that is meant as such, `?` is a plain question mark), or a regular expression for the
   * whole URL. A glob that begins with `/` is for path and query: `/login`. One without `?` and
   * `#` fits whatever the query is.
   */
  readonly url?: string | RegExp
  /**
   * `shop.test` (any port), `shop.test:8080`, `*.shop.test`; case does not matter. A regular
   * expression is tried on the host and on `host:port`.
   */
  readonly host?: string | RegExp
  /**
   * A glob as for `url` that begins with `/`, `*` or `{`, or a regular expression for the path
   * without its query.
   */
  readonly path?: string | RegExp
  /** Of the response; an entry without response has none. */
  readonly status?: StatusFilter | readonly StatusFilter[]
  readonly id?: string
  /** Whether the exchange broke off ({@link Entry.failure}); a status 500 is no failure. */
  readonly failed?: boolean
  /**
   * Media type of the response: `application/json`, `image/*`, or one word: `json` fits
   * `application/json` and `application/problem+json`, `image` fits `image/png`.
   */
  readonly type?: string
  /** Id of the step in which the request started. */
  readonly step?: string
  /**
   * Requests that started then or later: ISO 8601, where a time without offset is UTC; or `-30s`,
   * `-10m`, `-2h`, `-7d` before now.
   */
  readonly from?: string
  /** A time as `from`. Requests that started before then. */
  readonly to?: string
  /**
   * Bytes of both bodies on the wire: a number, `>100kb`, `<=2mb`, `1kb..2mb` with both ends in it.
   * The units b, kb, mb and gb are powers of 1024.
   */
  readonly size?: number | string
  /** Milliseconds from the request's head to the end: a number, `>500ms`, `<2s`, `1s..1m`. */
  readonly time?: number | string
  /**
   * A field of request or response: its name, or `name=value`, where the value is a part of the
   * field's. With `*` for any text, name and value must fit whole: `x-*`, `vary=*`.
   */
  readonly header?: string | readonly string[]
  /** Of a remark; `*` is any text. Case does not matter, here and in what follows. */
  readonly tag?: string | readonly string[]
  readonly color?: AnnotationColor | readonly AnnotationColor[]
  /** A part of a remark's note; with `*` for any text, all of it. */
  readonly note?: string | readonly string[]
  /** Of a remark; `*` is any text. */
  readonly author?: string | readonly string[]
  /** What a remark refers to; `*` is any text. `ABC-7` also finds `jira:ABC-7`. */
  readonly link?: string | readonly string[]
  /** What it must have one of: `note`, `attachment`, `response.body`, `messages`, … */
  readonly has?: EntryPart | readonly EntryPart[]
}

const tests: Readonly<Record<keyof EntryFilter, (value: unknown) => Test>> = conditions

/**
 * Whether `entry` is one of those that `filter` means.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a condition that does not exist or makes no sense:
 * a misspelt one must not silently fit everything
 */
export function matchesFilter(entry: Entry, filter: EntryFilter): boolean {
  return compileFilter(filter)(entry)
}

/**
 * Checks `filter` once, for use on many entries.
 *
 * @throws HartifactError `INVALID_ARGUMENT` as {@link matchesFilter}
 */
export function compileFilter(filter: EntryFilter): (entry: Entry) => boolean {
  // A regular expression or a list has no conditions of its own, so it would fit everything.
  if (Object.prototype.toString.call(filter) !== '[object Object]') {
    refuse('The filter is not an object.', "Give conditions, as { url: '**/login', status: 302 }.")
  }
  const wanted = givenConditions(filter).map(([key, value]) => {
    if (Object.hasOwn(tests, key)) return tests[key as keyof EntryFilter](value)
    return refuse(
      `There is no condition '${key}' in a filter.`,
      `Use some of ${Object.keys(tests).join(', ')}.`,
    )
  })
  return (entry) => wanted.every((test) => test(entry))
}

/** A filter in words, for messages: `method POST, url /login, status 4xx or 5xx`. */
export function describeFilter(filter: EntryFilter): string {
  const words = givenConditions(filter).map(([key, value]) => {
    if (key === 'failed') return value === true ? 'failed' : 'not failed'
    const values: readonly unknown[] = Array.isArray(value) ? value : [value]
    return `${key} ${values.map((one) => (isRegExp(one) ? one.toString() : String(one))).join(' or ')}`
  })
  return words.join(', ') || 'the empty filter'
}

function givenConditions(filter: EntryFilter): Array<[string, unknown]> {
  return Object.entries(filter).filter(([, value]) => value !== undefined)
}
