import type { Severity } from './finding.ts'

/** What is found when nothing overrides it; the documented table is generated from this one. */
export interface Rule {
  readonly severity: Exclude<Severity, 'noise'>
  /** For people: what it means and why it has this severity. */
  readonly about: string
}

const table = {
  // Whole exchanges
  'response.status.worse': {
    severity: 'breaking',
    about:
      'The status went from success or redirect to an error, or from a client error to a server error.',
  },
  'response.status.changed': {
    severity: 'warning',
    about: 'Another status of the same class, for instance 200 for 201.',
  },
  'response.status.better': { severity: 'info', about: 'An error became a success.' },
  'response.failed': {
    severity: 'breaking',
    about: 'The exchange got no whole response where it got one before.',
  },
  'response.error': {
    severity: 'breaking',
    about:
      'The status says success and the body says error: GraphQL errors, a JSON-RPC error, a gRPC status, a SOAP fault.',
  },
  'response.body.emptied': { severity: 'breaking', about: 'There was a body, now there is none.' },
  'response.body.added': { severity: 'info', about: 'There was no body, now there is one.' },
  'response.content-type.changed': {
    severity: 'breaking',
    about: 'Another media type: clients parse by it.',
  },
  // Values
  'response.field.removed': {
    severity: 'breaking',
    about: 'A field that was always there is gone.',
  },
  'response.field.renamed': {
    severity: 'breaking',
    about: 'A field is gone and one with the same values has another name.',
  },
  'response.field.added': { severity: 'info', about: 'A field that was never there.' },
  'response.type.changed': { severity: 'breaking', about: 'Another JSON type.' },
  'response.value.nulled': { severity: 'breaking', about: 'null where there was always a value.' },
  'response.value.set': { severity: 'info', about: 'A value where there was always null.' },
  'response.value.changed': { severity: 'warning', about: 'A value that was the same every time.' },
  'response.value.new-member': {
    severity: 'warning',
    about: 'A word that is none of the few that were seen.',
  },
  'response.value.out-of-range': {
    severity: 'warning',
    about: 'A number outside of what was seen: another sign, another magnitude, decimals.',
  },
  'response.format.changed': {
    severity: 'breaking',
    about: 'A date, an id or a token with another form, or empty.',
  },
  'response.reference.broken': {
    severity: 'breaking',
    about: 'An id that always equalled another one no longer does.',
  },
  'response.ids.renewed': {
    severity: 'info',
    about: 'Ids that were the same in all sessions of before are other ones, everywhere alike.',
  },
  'response.secret.exposed': { severity: 'breaking', about: 'What was masked is readable.' },
  'response.text.changed': {
    severity: 'warning',
    about: 'Words of a page, document or text changed.',
  },
  'response.bytes.changed': {
    severity: 'warning',
    about: 'An image, script or file with other content.',
  },
  'response.code.changed': {
    severity: 'info',
    about:
      'A script or style sheet with other content under another name, as builds make them; a warning when the name is the same.',
  },
  'response.state.unfinished': {
    severity: 'breaking',
    about: 'Polling ended in another state than it did before.',
  },
  // Lists
  'response.array.emptied': {
    severity: 'warning',
    about: 'A list that always had items has none.',
  },
  'response.array.shorter': { severity: 'warning', about: 'Items are missing from a list.' },
  'response.array.longer': { severity: 'info', about: 'A list has new items.' },
  'response.array.duplicated': {
    severity: 'warning',
    about: 'An item that was there once is there again.',
  },
  'response.array.reordered': {
    severity: 'warning',
    about: 'A list that was always sorted the same way is not.',
  },
  // Headers and cookies
  'response.header.removed': {
    severity: 'warning',
    about: 'A header that was always sent is gone.',
  },
  'response.header.added': { severity: 'info', about: 'A header that was never sent.' },
  'response.header.changed': {
    severity: 'warning',
    about: 'Another value of a header that was the same every time.',
  },
  'response.security-header.weakened': {
    severity: 'warning',
    about:
      'A header that protects users is gone or allows more: CSP, HSTS, X-Frame-Options and the like.',
  },
  'response.caching.changed': {
    severity: 'warning',
    about: 'Other caching: Cache-Control, Vary, Expires, validators.',
  },
  'response.cors.widened': { severity: 'warning', about: 'More origins may read the response.' },
  'response.cors.narrowed': {
    severity: 'breaking',
    about: 'Origins, methods or headers that were allowed no longer are.',
  },
  'response.location.changed': {
    severity: 'breaking',
    about: 'The redirect or the new resource is elsewhere.',
  },
  'response.cookie.weakened': {
    severity: 'breaking',
    about: 'A cookie lost HttpOnly, Secure, SameSite or a name prefix, or is sent to more hosts.',
  },
  'response.cookie.removed': {
    severity: 'breaking',
    about: 'A cookie that was always set is not.',
  },
  'response.cookie.added': { severity: 'info', about: 'A cookie that was never set.' },
  'response.cookie.changed': {
    severity: 'warning',
    about: 'A cookie with another value, path or life time.',
  },
  // Requests
  'request.missing': { severity: 'warning', about: 'A request that reads is no longer made.' },
  'request.write.missing': {
    severity: 'breaking',
    about: 'A request that writes is no longer made.',
  },
  'request.write.duplicated': {
    severity: 'breaking',
    about: 'A request that writes is made more often with the same content.',
  },
  'request.added': { severity: 'info', about: 'A new request to a known host.' },
  'request.repeated': { severity: 'info', about: 'A request that reads is made more often.' },
  'request.moved': {
    severity: 'warning',
    about: 'The same request at another path or with another method.',
  },
  'request.retried': { severity: 'info', about: 'A request was made again after it failed.' },
  'request.host.new': {
    severity: 'breaking',
    about: 'Data goes to a host of somebody else that was never asked.',
  },
  'request.auth.dropped': {
    severity: 'breaking',
    about: 'Credentials that were always sent are not.',
  },
  'request.credential.exposed': {
    severity: 'breaking',
    about: 'A credential in a place where it never was, for instance in the URL.',
  },
  'request.header.removed': {
    severity: 'warning',
    about: 'A request header that was always sent is gone.',
  },
  'request.header.added': { severity: 'info', about: 'A request header that was never sent.' },
  'request.header.changed': {
    severity: 'warning',
    about: 'Another value of a request header that was the same every time.',
  },
  'request.query.removed': {
    severity: 'warning',
    about: 'A query parameter that was always sent is gone.',
  },
  'request.query.added': { severity: 'info', about: 'A query parameter that was never sent.' },
  'request.field.removed': {
    severity: 'warning',
    about: 'A field of the request body that was always sent is gone.',
  },
  'request.field.added': {
    severity: 'info',
    about: 'A field of the request body that was never sent.',
  },
  'request.value.changed': {
    severity: 'warning',
    about: 'The client sends another value, type or form.',
  },
  // Messages
  'messages.missing': {
    severity: 'warning',
    about: 'Frames or events of a kind that always came did not.',
  },
  'messages.added': { severity: 'info', about: 'Frames or events of a kind that never came.' },
  // Latency, size, counts
  'latency.slower': {
    severity: 'warning',
    about: 'An endpoint is slower, and the others are not.',
  },
  'latency.faster': { severity: 'info', about: 'An endpoint is faster, and the others are not.' },
  'latency.all-slower': {
    severity: 'warning',
    about: 'All endpoints are slower: the environment, or a change that concerns all of them.',
  },
  'size.larger': { severity: 'warning', about: 'A response grew beyond the budget.' },
  'size.compression-lost': { severity: 'warning', about: 'A response that was compressed is not.' },
  'requests.n-plus-one': {
    severity: 'warning',
    about: 'One request became one for each item of a list.',
  },
  'requests.more': { severity: 'warning', about: 'More requests to an endpoint than its budget.' },
  'waterfall.deeper': {
    severity: 'info',
    about: 'More requests wait for the answer of another one.',
  },
} as const

/** Stable id of a rule. */
export type RuleId = keyof typeof table

/** Every rule of the verdict, by id. */
export const rules: Readonly<Record<RuleId, Rule>> = table
