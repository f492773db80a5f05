import type { HeaderList } from '../entry/headers.ts'
import { redactCookie, redactSetCookie } from './cookies.ts'
import { redactCredentials, redactSecretField } from './credentials.ts'
import type { Seal } from './placeholder.ts'
import type { HeaderTreatment, SecretNames } from './rules.ts'
import { redactSubprotocols } from './subprotocols.ts'
import { redactUrl } from './url.ts'

type Redact = (value: string, seal: Seal, names: SecretNames) => string

const treatments: Readonly<Record<HeaderTreatment, Redact>> = {
  secret: redactSecretField,
  credentials: redactCredentials,
  cookie: redactCookie,
  'set-cookie': redactSetCookie,
  subprotocol: redactSubprotocols,
  url: (value, seal, names) => redactUrl(value, names, seal),
  link: redactLink,
  none: (value) => value,
}

/** Replaces the secrets in header or trailer fields; returns the same list when there are none. */
export function redactHeaders(headers: HeaderList, names: SecretNames, seal: Seal): HeaderList {
  let redacted: Array<HeaderList[number]> | undefined
  for (const [index, [name, value]] of headers.entries()) {
    const treatment = names.treatmentOf(name)
    if (treatment === 'none') continue
    const replaced = treatments[treatment](value, seal, names)
    if (replaced === value) continue
    redacted ??= [...headers]
    redacted[index] = [name, replaced]
  }
  return redacted ?? headers
}

/** `<URL>; rel=next, <URL>; rel=last` (RFC 8288 §3): the URLs end at the bracket. */
function redactLink(value: string, seal: Seal, names: SecretNames): string {
  return value
    .split(/([<>])/)
    .map((part) => redactUrl(part, names, seal))
    .join('')
}
