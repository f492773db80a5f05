import { text } from '../../kit/body.mjs'
import { openRun } from '../../kit/open-run.mjs'
import { arrive, begin } from './arrive.mjs'
import { bearer } from './ask.mjs'
import { book } from './book.mjs'
import { chart } from './chart.mjs'
import { clinicData } from './data.mjs'
import { depart } from './depart.mjs'
import { worklist } from './desk.mjs'
import { fhir, hosts, lab, video } from './hosts.mjs'
import { laboratory } from './lab.mjs'
import { checkIn } from './queue.mjs'
import { videoRoom } from './video.mjs'

const isRecord = (url) => url.startsWith(fhir)
const isLab = (url) => url.startsWith(lab)
const isDesk = (url) => /^(https|wss):\/\/desk\./.test(url)
const originOf = (run) => `https://${run.mapped ? hosts.after : hosts.before}`

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'clinic',
  style: 'chrome',
  headerCase: 'title',
  noise: Array.from({ length: 24 }, (_, at) => `N${at + 1}`),
  hostMap: { [hosts.before]: hosts.after },
  requestHeaders: (run, { key, kind, url }) => [
    ['user-agent', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/143.0'],
    ['accept', kind === 'page' ? 'text/html,application/xhtml+xml' : '*/*'],
    ['accept-language', 'en-IE,en;q=0.9'],
    ...(isDesk(url) ? [] : [['origin', originOf(run)]]),
    ...(kind === 'preflight' ? [] : credentials(run, key, url)),
  ],
  responseHeaders: (run, exchange) => [
    ...common(run, exchange),
    ...(isRecord(exchange.url) || isLab(exchange.url) ? crossOrigin(run, exchange) : []),
    ...(exchange.kind === 'page' && exchange.answer.body ? ofPages(run, exchange) : []),
    ...(exchange.kind === 'asset' ? [['cache-control', 'public, max-age=604800']] : []),
    ...(exchange.url.includes('/odata/v4/') ? ofOdata : []),
  ],
  unavailable: (run, { key }) => ({
    status: 503,
    headers: [['retry-after', '2']],
    body: text(
      'application/json',
      JSON.stringify({
        error: {
          code: 'ServerBusy',
          message: 'The server is busy. Try again later.',
          innererror: { activity: run.draw('N6', 'busy', key).uuid() },
        },
      }),
    ),
  }),
}

function credentials(run, key, url) {
  const trace = [
    'traceparent',
    `00-${run.draw('N6', 'trace', key).hex(32)}-${run.draw('N6', 'span', key).hex(16)}-01`,
  ]
  if (isRecord(url) || url.startsWith(video))
    return [trace, ['authorization', `Bearer ${bearer(run)}`]]
  if (isLab(url)) return [['x-api-key', run.world('lab key').base62(40)]]
  if (!url.includes('/api/')) return []
  return [trace, ['requestverificationtoken', run.draw('N5', 'antiforgery').base64url(64)]]
}

const common = (run, { key, url }) =>
  isDesk(url)
    ? [
        ['server', 'Kestrel'],
        ['request-context', 'appId=cid-v1:7d1c6e52-0a5b-4f0e-9a53-1c1f2f6f0b7e'],
        ['x-ms-activity', run.draw('N6', 'activity', key).uuid()],
        [
          'x-azure-ref',
          `${run.draw('N6', 'ref', key).base62(30)}=${run.draw('N6', 'edge', key).pick(['DUB', 'LHR', 'AMS'])}`,
        ],
        ['strict-transport-security', 'max-age=31536000'],
      ]
    : [['x-request-id', run.draw('N6', 'request', key).hex(24)]]

const crossOrigin = (run, { key, kind, url }) => [
  ['access-control-allow-origin', originOf(run)],
  ['vary', 'Origin, Accept'],
  ...(kind === 'preflight' || isLab(url)
    ? []
    : [
        ['cache-control', 'private, max-age=30'],
        [
          'last-modified',
          new Date(
            Date.UTC(2026, 1, 1) + run.draw('N7', 'modified', key).int(0, 9e8),
          ).toUTCString(),
        ],
      ]),
]

const ofPages = (run, { key }) => [
  [
    'content-security-policy',
    `default-src 'self'; script-src 'self' 'nonce-${run.draw('N5', 'nonce', key).base62(24)}'; frame-ancestors 'none'`,
  ],
  ['x-frame-options', 'DENY'],
  ['cache-control', 'no-store'],
]

const ofOdata = [
  ['odata-version', '4.0'],
  ['vary', 'Accept-Encoding'],
]

/** The front desk of a clinic: OData, health records, forms with a state, a laboratory of others. */
export const clinic = { ...app, faults: ['n+1', 'stuck'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const host = run.mapped ? hosts.after : hosts.before
  const context = { run, data: clinicData(run), host, base: `https://${host}` }
  arrive(context)
  begin(context)
  worklist(context)
  chart(context)
  book(context)
  videoRoom(context)
  checkIn(context)
  laboratory(context)
  depart(context)
  return run.har()
}
