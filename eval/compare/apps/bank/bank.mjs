import { text } from '../../kit/body.mjs'
import { openRun } from '../../kit/open-run.mjs'
import { bankData } from './data.mjs'
import { report, upload } from './files.mjs'
import { hosts } from './hosts.mjs'
import { bookings, logIn, overview } from './overview.mjs'
import { services } from './services.mjs'
import { leave, transfer } from './transfer.mjs'

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'bank',
  style: 'hartifact',
  headerCase: 'title',
  compresses: false,
  noise: 'N1 N2 N3 N5 N6 N7 N8 N9 N11 N12 N15 N16 N19 N21'.split(' '),
  hostMap: { [hosts.before]: hosts.after },
  requestHeaders: (_, { kind, method }) => [
    ['user-agent', 'Mozilla/4.0 (compatible; MSIE 8.0)'],
    ['accept', kind === 'page' ? 'text/html,application/xhtml+xml' : '*/*'],
    ['accept-language', 'de-DE,de;q=0.8'],
    ...(method === 'POST' ? [['x-requested-with', 'BankClient']] : []),
  ],
  responseHeaders: (run, { key, kind }) => [
    ['server', 'Apache-Coyote/1.1'],
    ['x-powered-by', 'Servlet/3.0; JBossAS-7'],
    ['x-backend-node', `was-${run.draw('N6', 'node', key).int(10, 89)}`],
    ['x-transaction-id', `TX${run.draw('N6', 'transaction', key).digits(14)}`],
    ...(kind === 'page' || kind === 'write'
      ? [
          ['cache-control', 'no-cache, no-store, must-revalidate'],
          ['pragma', 'no-cache'],
          ['expires', 'Thu, 01 Jan 1970 00:00:00 GMT'],
          ['x-frame-options', 'SAMEORIGIN'],
          ['strict-transport-security', 'max-age=31536000'],
        ]
      : []),
    ...(kind === 'asset'
      ? [
          ['cache-control', 'max-age=3600'],
          [
            'etag',
            `W/"${run.draw('N7', 'etag', key).digits(5)}-${run.draw('N7', 'time', key).digits(13)}"`,
          ],
        ]
      : []),
  ],
  unavailable: () => ({
    status: 503,
    body: text('text/html', '<html><body><h1>503 Wartungsarbeiten</h1></body></html>'),
  }),
}

/** Online banking of the old kind: forms, redirects, SOAP, CSV; staged on two hosts. */
export const bank = { ...app, faults: ['n+1', 'stuck'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const host = run.mapped ? hosts.after : hosts.before
  const base = `https://${host}/ebank`
  const state = (key) => ({
    host,
    view: `-${run.draw('N5', 'view', key).digits(18)}:${run.draw('N5', 'view-2', key).digits(18)}`,
    token: run.draw('N5', 'token').hex(40),
    ticket: `T-${run.draw('N6', 'ticket', key).upper(8)}`,
  })
  const context = { run, data: bankData(run), host, base, state }
  logIn(context)
  overview(context)
  bookings(context)
  transfer(context)
  services(context)
  report(context)
  upload(context)
  leave(context)
  return run.har()
}
