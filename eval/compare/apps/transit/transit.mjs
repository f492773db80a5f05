import { openRun } from '../../kit/open-run.mjs'
import { arrive, signIn } from './arrive.mjs'
import { requestId } from './ask.mjs'
import { book } from './book.mjs'
import { transitData } from './data.mjs'
import { bank, cdn, hosts, live } from './hosts.mjs'
import { hold, seats } from './seats.mjs'
import { offers, plan, search } from './search.mjs'
import { confirm, pay } from './pay.mjs'
import { depart, tickets } from './tickets.mjs'

const isApi = (url) => /^https:\/\/api\.(blue|green)\./.test(url)
const isOurs = (url) => /^https:\/\/(www|api)\.(blue|green)\./.test(url)
const originOf = (run) => `https://${hosts.site[run.mapped ? 'after' : 'before']}`

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'transit',
  style: 'hartifact',
  headerCase: 'title',
  noise: Array.from({ length: 24 }, (_, at) => `N${at + 1}`),
  hostMap: {
    [hosts.site.before]: hosts.site.after,
    [hosts.api.before]: hosts.api.after,
  },
  requestHeaders: (run, { key, kind, url }) => [
    ['user-agent', 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) Version/19.1 Safari'],
    ['accept', accepted(kind, url)],
    ['accept-encoding', 'gzip, deflate, br'],
    ['accept-language', 'en-CH,en;q=0.8'],
    ...(isApi(url) ? ofCalls(run, key, kind) : []),
  ],
  responseHeaders: (run, exchange) => [
    ...(isOurs(exchange.url) ? ofOurs(run, exchange) : ofOthers(run, exchange)),
    ...(isApi(exchange.url) ? ofAnswers(run, exchange) : []),
    ...(exchange.kind === 'page' && exchange.answer.body ? ofPages(run, exchange) : []),
    ...(exchange.kind === 'asset' ? [['cache-control', 'public, max-age=604800']] : []),
  ],
  unavailable: (run, { key }) => ({
    status: 503,
    headers: [['retry-after', '1']],
    body: run.json(
      {
        type: 'https://docs.wayfare.test/problems/unavailable',
        title: 'Temporarily unavailable',
        status: 503,
        requestId: requestId(run, key),
      },
      `${key} busy`,
      'application/problem+json',
    ),
  }),
}

const accepted = (kind, url) =>
  kind === 'page' || kind === 'redirect' || url.startsWith(bank)
    ? 'text/html,application/xhtml+xml,*/*;q=0.8'
    : isApi(url)
      ? 'application/json'
      : '*/*'

const ofCalls = (run, key, kind) => [
  ['origin', originOf(run)],
  ...(kind === 'preflight'
    ? []
    : [
        ['x-api-key', `pk_live_${run.world('key').base62(28)}`],
        ['x-client-version', '5.18.0'],
        [
          'traceparent',
          `00-${run.draw('N6', 'trace', key).hex(32)}-${run.draw('N6', 'span', key).hex(16)}-01`,
        ],
      ]),
]

const ofOurs = (run, { key }) => [
  ['x-request-id', requestId(run, key)],
  ['server-timing', `edge;dur=1, app;dur=${run.draw('N6', 'timing', key).decimal(3, 90, 1)}`],
  [
    'via',
    `1.1 gw-${run.draw('N6', 'gateway', key).pick(['zrh', 'fra', 'mil'])}${run.draw('N6', 'node', key).int(1, 9)}`,
  ],
  ['strict-transport-security', 'max-age=63072000; includeSubDomains; preload'],
  ['x-content-type-options', 'nosniff'],
]

const ofOthers = (run, { key, url }) =>
  url.startsWith(cdn)
    ? [
        ['age', String(run.draw('N7', 'age', key).int(0, 80_000))],
        ['x-cache', run.draw('N6', 'cache', key).pick(['HIT', 'MISS', 'HIT'])],
        ['x-served-by', `cache-${run.draw('N6', 'cache node', key).hex(6)}`],
      ]
    : url.startsWith(live)
      ? [['access-control-allow-origin', originOf(run)]]
      : [['x-amzn-requestid', run.draw('N6', 'third party', key).uuid()]]

const ofAnswers = (run, { etag, key, kind }) => [
  ['access-control-allow-origin', originOf(run)],
  ['access-control-allow-credentials', 'true'],
  ['vary', 'Origin, Accept-Encoding, Accept-Language'],
  ...(kind === 'preflight'
    ? []
    : [
        ['cache-control', etag ? 'private, max-age=60' : 'no-store'],
        ['x-ratelimit-limit', '600'],
        ['x-ratelimit-remaining', String(run.draw('N2', 'remaining', key).int(380, 599))],
      ]),
]

const ofPages = (run, { key }) => [
  [
    'content-security-policy',
    `default-src 'self' ${cdn}; script-src 'nonce-${run.draw('N5', 'nonce', key).base64url(24)}'; frame-ancestors 'none'`,
  ],
  ['x-frame-options', 'DENY'],
  ['cache-control', 'private, no-store'],
]

/** A traveller books a train: plain REST, offers and bookings that are polled, a card with a challenge. */
export const transit = { ...app, faults: ['n+1', 'stuck'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const stage = run.mapped ? 'after' : 'before'
  const data = transitData(run)
  const context = {
    run,
    data,
    counts: new Map(),
    site: `https://${hosts.site[stage]}`,
    api: `https://${hosts.api[stage]}/v2`,
    ids: idsOf(run),
    // The traveller takes the second cheapest.
    trip: data.trips[1],
  }
  arrive(context)
  signIn(context)
  search(context)
  offers(context)
  plan(context)
  seats(context)
  hold(context)
  book(context)
  pay(context)
  confirm(context)
  tickets(context)
  depart(context)
  return run.har()
}

/** Ids that this run makes, and says again and again. */
const idsOf = (run) => ({
  request: `ofr_${run.draw('N1', 'request').ulid()}`,
  journey: run.draw('N1', 'journey').uuid(),
  hold: `hld_${run.draw('N1', 'hold').base62(16)}`,
  booking: `bok_${run.draw('N1', 'booking').ulid()}`,
  locator: run.draw('N1', 'locator').upper(6),
  payment: `pay_${run.draw('N1', 'payment').base62(20)}`,
  passengers: ['first', 'second'].map(
    (name) => `pax_${run.draw('N1', 'passenger', name).base62(12)}`,
  ),
  tickets: ['first', 'second'].map((name) => run.draw('N1', 'ticket', name).uuid()),
})
