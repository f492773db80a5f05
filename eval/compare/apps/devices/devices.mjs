import { text } from '../../kit/body.mjs'
import { openRun } from '../../kit/open-run.mjs'
import { fleet } from './data.mjs'
import { grid, rpc } from './hosts.mjs'
import { authenticate, inventory } from './inventory.mjs'
import { live, typed } from './live.mjs'
import { settle, update } from './update.mjs'

/** @type {import('../../kit/open-run.mjs').App} */
const app = {
  name: 'devices',
  style: 'chrome',
  h2: false,
  headerCase: 'lower',
  noise: 'N1 N2 N3 N5 N6 N8 N9 N10 N11 N12 N13 N14 N15 N16 N18 N22'.split(' '),
  requestHeaders: (run, { kind, key, url }) => [
    ['user-agent', 'gridhub-console/7.4 (electron)'],
    ['accept', '*/*'],
    ...(kind === 'preflight'
      ? []
      : [
          ['x-api-key', `ghk_live_${run.world('key').base62(32)}`],
          ['x-b3-traceid', run.draw('N6', 'trace', key).hex(32)],
        ]),
    ...(url.startsWith(grid) ? [['x-grpc-web', '1']] : []),
  ],
  responseHeaders: (run, { key, kind, url }) => [
    ['x-envoy-upstream-service-time', String(run.draw('N6', 'envoy', key).int(2, 90))],
    [
      'x-pod',
      `core-${run.draw('N6', 'set', key).hex(9)}-${run.draw('N6', 'pod', key).base62(5).toLowerCase()}`,
    ],
    ['access-control-allow-origin', 'app://gridhub'],
    ...(kind === 'download'
      ? [
          ['cache-control', 'public, max-age=3600'],
          ['accept-ranges', 'bytes'],
        ]
      : []),
    ...(url === rpc && kind !== 'preflight'
      ? [
          ['x-content-type-options', 'nosniff'],
          ['cache-control', 'no-store'],
        ]
      : []),
    ...(url === rpc ? [['vary', 'origin']] : []),
    ['strict-transport-security', 'max-age=31536000'],
  ],
  unavailable: (run, { key }) => ({
    status: 503,
    headers: [['retry-after', '0']],
    body: text(
      'text/plain',
      `upstream connect error or disconnect/reset before headers ${run.draw('N6', 'reset', key).hex(8)}`,
    ),
  }),
}

/** An operator updates the firmware of a fleet: JSON-RPC, gRPC-web, events, frames, binaries. */
export const devices = { ...app, faults: ['n+1', 'stuck'], session }

/** @param {import('../../kit/open-run.mjs').RunOptions} [options] */
function session(options) {
  const run = openRun(app, options)
  const context = { run, data: fleet(run), next: run.draw('N2', 'rpc').int(1, 9000) }
  authenticate(context)
  inventory(context)
  typed(context)
  live(context)
  update(context)
  settle(context)
  return run.har()
}
