import { text } from '../../kit/body.mjs'
import { openRun } from '../../kit/open-run.mjs'
import { wiki } from './data.mjs'
import { hosts } from './hosts.mjs'
import { arrive, read, search } from './read.mjs'
import { attach, depart, write } from './write.mjs'

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'docs',
  style: 'hartifact',
  headerCase: 'title',
  noise: 'N1 N2 N3 N4 N5 N6 N7 N9 N10 N12 N13 N14 N15 N16 N17 N18 N19 N20 N21 N23 N24'.split(' '),
  hostMap: { [hosts.before]: hosts.after },
  requestHeaders: (run, { kind, key, url }) => [
    ['user-agent', 'Mozilla/5.0 (Macintosh) Firefox/140.0'],
    [
      'accept',
      kind === 'page' ? 'text/html' : url.includes('/rest/') ? 'application/vnd.api+json' : '*/*',
    ],
    ['accept-encoding', 'gzip, br'],
    ...(url.includes('/rest/')
      ? [
          ['authorization', `Token ${run.draw('N5', 'token').hex(40)}`],
          [
            'x-amzn-trace-id',
            `Root=1-${run.draw('N6', 'root', key).hex(8)}-${run.draw('N6', 'trace', key).hex(24)}`,
          ],
        ]
      : []),
  ],
  responseHeaders: (run, { answer, key, kind, url }) => [
    ...(url.includes('papyr.test')
      ? [
          ['x-runtime', run.draw('N6', 'runtime', key).decimal(0.01, 0.4, 6).toFixed(6)],
          ['x-request-id', run.draw('N6', 'request', key).uuid()],
          ['strict-transport-security', 'max-age=15552000'],
        ]
      : [['x-amz-request-id', run.draw('N6', 'amz', key).upper(16)]]),
    ...(url.includes('/rest/')
      ? [
          ['vary', 'Accept, Accept-Language'],
          ['x-total-quota', '1000'],
          ['access-control-allow-origin', `https://${run.mapped ? hosts.after : hosts.before}`],
        ]
      : []),
    ...(kind === 'page' && answer.body
      ? [
          [
            'content-security-policy',
            `default-src 'self'; style-src 'nonce-${run.draw('N5', 'nonce', key).base62(20)}'; object-src 'none'`,
          ],
          ['x-frame-options', 'SAMEORIGIN'],
          ['cache-control', 'private, max-age=0'],
          [
            'last-modified',
            new Date(
              Date.UTC(2026, 0, 5) + run.draw('N7', 'modified', key).int(0, 9e9),
            ).toUTCString(),
          ],
        ]
      : []),
    ...(kind === 'asset' ? [['cache-control', 'public, max-age=2592000, immutable']] : []),
  ],
  unavailable: (run, { key }) => ({
    status: 503,
    headers: [['retry-after', '1']],
    body: text(
      'application/vnd.api+json',
      JSON.stringify({
        errors: [{ status: '503', title: 'Busy', id: run.draw('N6', 'busy', key).uuid() }],
      }),
    ),
  }),
}

/** Writing in a company's wiki: JSON:API and HAL, signed links, validators, somebody else's analytics. */
export const docs = { ...app, faults: ['n+1'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const host = run.mapped ? hosts.after : hosts.before
  const context = {
    run,
    data: wiki(run),
    host,
    base: `https://${host}`,
    rest: `https://${host}/rest/v3`,
  }
  arrive(context)
  read(context)
  search(context)
  write(context)
  attach(context)
  depart(context)
  return run.har()
}
