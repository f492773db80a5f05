import { text } from '../../kit/body.mjs'
import { openRun } from '../../kit/open-run.mjs'
import { logIn, visit } from './arrive.mjs'
import { browse } from './browse.mjs'
import { fillCart, order } from './buy.mjs'
import { shopData } from './data.mjs'
import { api, cdn, site } from './hosts.mjs'
import { leave } from './leave.mjs'

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'shop',
  style: 'hartifact',
  headerCase: 'title',
  noise: 'N1 N2 N3 N4 N5 N6 N7 N8 N10 N11 N12 N13 N14 N15 N16 N17 N18 N23'.split(' '),
  requestHeaders: (run, { kind, key, type, url }) => [
    ['user-agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/141.0'],
    ['accept', kind === 'page' ? 'text/html' : type === 'asset' ? '*/*' : 'application/json'],
    ['accept-encoding', 'gzip, br'],
    ...(url.startsWith(api)
      ? [
          ['x-csrf-token', run.draw('N5', 'csrf').hex(32)],
          ['x-correlation-id', run.draw('N6', 'request', key).uuid()],
        ]
      : []),
  ],
  responseHeaders: (run, { answer, key, kind, url }) => [
    ['server', 'nginx'],
    ['x-request-id', run.draw('N6', 'answer', key).hex(32)],
    ['server-timing', `app;dur=${run.draw('N6', 'timing', key).decimal(2, 60, 1)}`],
    ['strict-transport-security', 'max-age=31536000; includeSubDomains'],
    ...(url.startsWith(api)
      ? [
          ['cache-control', 'no-store'],
          ['x-served-by', `shop-api-${run.draw('N6', 'pod', key).base62(5).toLowerCase()}`],
          ['access-control-allow-origin', site],
          ['vary', 'Accept-Encoding, Origin'],
        ]
      : []),
    ...(kind === 'page' && answer.body
      ? [
          [
            'content-security-policy',
            `default-src 'self'; script-src 'nonce-${run.draw('N5', 'nonce', key).base64url(22)}'`,
          ],
          ['x-frame-options', 'DENY'],
          ['cache-control', 'private, no-cache'],
        ]
      : []),
  ],
  unavailable: (run, { key }) => ({
    status: 503,
    headers: [['retry-after', '1']],
    body: text(
      'application/problem+json',
      JSON.stringify({
        title: 'Service Unavailable',
        traceId: run.draw('N6', 'busy', key).hex(32),
      }),
    ),
  }),
}

/** A customer of the tea shop buys: JSON over REST beside server-rendered pages. */
export const shop = { ...app, faults: ['n+1', 'stuck'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const data = shopData(run)
  const hash = (name) => run.draw('N17', name).hex(8)
  const assets = {
    script: `${cdn}/app.${hash('script')}.js`,
    style: `${cdn}/app.${hash('style')}.css`,
  }
  const page = { assets, csrf: run.draw('N5', 'csrf').hex(32) }
  const nonce = (key) => run.draw('N5', 'nonce', key).base64url(22)
  const rendered = (key) => run.draw('N15', 'rendered', key).int(11, 74)
  const context = { run, data, page, nonce, rendered, user: run.draw('N1', 'user').uuid() }

  visit(context)
  logIn(context)
  browse(context)
  fillCart(context)
  order(context)
  leave(context)
  return run.har()
}
