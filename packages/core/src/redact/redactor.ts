import type { Entry } from '../entry/entry.ts'
import type { HeaderList } from '../entry/headers.ts'
import { HartifactError } from '../errors.ts'
import { redactHeaders } from './headers.ts'
import { createSeal, type Seal } from './placeholder.ts'
import { type RedactionRules, resolveRules, type SecretNames } from './rules.ts'
import { redactUrl } from './url.ts'

/**
 * Takes the secrets out of an entry before it reaches the disk. Pure: the entry that comes in is
 * not changed, and comes out itself when there is nothing to replace. Never throws, and redacting
 * what is redacted changes nothing.
 */
export type Redactor = (entry: Entry) => Entry

/** What {@link createRedactor} needs. */
export interface RedactorOptions {
  /** Key of the placeholders, 16 bytes or more; one per store. */
  readonly key: Uint8Array
  /**
   * - `default`: credentials, cookies, and secret headers and parameters by their well-known names.
   * - `strict`: also what says who somebody is: addresses of clients (`X-Forwarded-For`, …) and
   *   parameters such as `email` and `phone`. Its full set, with bodies and messages, is still to
   *   come.
   * - `off`: nothing is replaced.
   * - rules of one's own are added to `default`.
   */
  readonly rules?: RedactionRules | 'default' | 'strict' | 'off'
}

/**
 * Makes a redactor. It covers the URL, the header and trailer fields of request and responses, interim
 * ones too, and URLs in the message of a failure:
 * - every value in `Cookie` and `Set-Cookie`; names and attributes stay;
 * - `Authorization` and its relatives; the scheme word stays (`Bearer redacted-…`);
 * - headers that are secrets, as `X-Api-Key`;
 * - user, password and secret parameters of URLs, also in `Location`, `Referer`, `Link`, …;
 * - tokens in `Sec-WebSocket-Protocol`.
 *
 * Each secret becomes `redacted-` and 12 hex digits, the same for the same secret wherever it
 * stands. Bodies, WebSocket messages and path segments are left as they are.
 *
 * @example
 * ```ts
 * const redact = createRedactor({ key, rules: { headers: ['X-Acme-*'], query: ['invite'] } })
 * const safe = redact(entry)
 * ```
 * @throws HartifactError `INVALID_ARGUMENT` for a key that is too short, or rules that it does not
 * understand
 */
export function createRedactor({ key, rules = 'default' }: RedactorOptions): Redactor {
  if (rules === 'off') return (entry) => entry
  if (key.byteLength < 16) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      `The key for redaction has ${key.byteLength} bytes; it needs at least 16.`,
      { fix: 'Use 32 random bytes.' },
    )
  }
  const names = resolveRules(rules)
  const seal = createSeal(key)
  return (entry) => redactEntry(entry, names, seal)
}

function redactEntry(entry: Entry, names: SecretNames, seal: Seal): Entry {
  const { failure, informational, request, response } = entry
  const redactFields = (headers: HeaderList): HeaderList => redactHeaders(headers, names, seal)

  const safeRequest = replace(request, {
    url: redactUrl(request.url, names, seal),
    headers: redactFields(request.headers),
    ...(request.trailers && { trailers: redactFields(request.trailers) }),
  })
  const safeResponse =
    response &&
    replace(response, {
      headers: redactFields(response.headers),
      ...(response.trailers && { trailers: redactFields(response.trailers) }),
    })
  const safeInformational = informational?.map((interim) =>
    replace(interim, { headers: redactFields(interim.headers) }),
  )
  const isSafe = safeInformational?.every((interim, index) => interim === informational?.[index])
  const safeFailure =
    failure && replace(failure, { message: redactText(failure.message, names, seal) })
  return replace(entry, {
    request: safeRequest,
    ...(safeInformational && !isSafe && { informational: safeInformational }),
    ...(safeResponse && { response: safeResponse }),
    ...(safeFailure && { failure: safeFailure }),
  })
}

/** URLs in a sentence end at white space. */
function redactText(text: string, names: SecretNames, seal: Seal): string {
  return text.replace(/\S+/g, (word) => redactUrl(word, names, seal))
}

/** `target` with `values`, or `target` itself when it has them already. */
function replace<Target extends object>(target: Target, values: Partial<Target>): Target {
  const isSame = (Object.keys(values) as Array<keyof Target>).every(
    (key) => target[key] === values[key],
  )
  return isSame ? target : { ...target, ...values }
}
