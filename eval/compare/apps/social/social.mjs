import { openRun } from '../../kit/open-run.mjs'
import { open, signIn } from './arrive.mjs'
import { socialData } from './data.mjs'
import { api, site } from './hosts.mjs'
import { look, read } from './read.mjs'
import { listen, write } from './write.mjs'

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'social',
  style: 'chrome',
  headerCase: 'lower',
  noise: 'N1 N3 N5 N6 N8 N9 N10 N13 N14 N15 N17 N18 N20 N22 N24'.split(' '),
  requestHeaders: (run, { key, kind, url }) => [
    ['user-agent', 'Mozilla/5.0 Chrome/141.0.0.0 Safari/537.36'],
    ['accept', kind === 'page' ? 'text/html' : '*/*'],
    ['accept-encoding', 'gzip, deflate, br'],
    ...(url.startsWith(api)
      ? [
          ['origin', site],
          ['referer', `${site}/`],
          ...(kind === 'preflight'
            ? []
            : [
                [
                  'traceparent',
                  `00-${run.draw('N6', 'trace', key).hex(32)}-${run.draw('N6', 'span', key).hex(16)}-01`,
                ],
              ]),
        ]
      : []),
  ],
  responseHeaders: (run, { key, kind, url }) => [
    ['via', '1.1 edge'],
    [
      'cf-ray',
      `${run.draw('N6', 'ray', key).hex(16)}-${run.draw('N6', 'ray-place', key).pick(['AMS', 'FRA', 'LHR'])}`,
    ],
    ...(url.startsWith(api)
      ? [
          ['access-control-allow-origin', site],
          ['access-control-allow-credentials', 'true'],
          ['vary', 'Origin'],
          ...(kind === 'preflight'
            ? []
            : [
                ['cache-control', 'no-store'],
                ['x-ratelimit-limit', '600'],
                ['x-ratelimit-remaining', String(run.draw('N15', 'rate', key).int(480, 590))],
                ['x-content-type-options', 'nosniff'],
              ]),
        ]
      : [['cache-control', kind === 'page' ? 'no-cache' : 'public, max-age=604800, immutable']]),
    ...(kind === 'page'
      ? [
          [
            'content-security-policy',
            `script-src 'nonce-${run.draw('N5', 'nonce', key).base64url(16)}'; frame-ancestors 'none'`,
          ],
          ['strict-transport-security', 'max-age=63072000; preload'],
        ]
      : []),
  ],
}

/** Somebody reads and writes in a social network: one GraphQL endpoint on another origin. */
export const social = { ...app, faults: ['n+1'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const context = { run, data: socialData(run), token: '' }
  open(context)
  signIn(context)
  read(context)
  listen(context)
  write(context)
  look(context)
  return run.har()
}
