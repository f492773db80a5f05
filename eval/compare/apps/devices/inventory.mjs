import { ask, stamp } from './ask.mjs'
import { rpc } from './hosts.mjs'

/** A code becomes a token. */
export function authenticate(context) {
  const { data, run } = context
  ask(
    context,
    'auth',
    'auth.exchange',
    { grant: 'device_code', code: run.draw('N5', 'code').upper(8) },
    {
      tok: run.draw('N5', 'token').base62(56),
      ttl: 1800,
      iat: stamp(run),
      tenant: data.tenant,
      scopes: ['fleet:read', 'fleet:write', 'fw:deploy'],
    },
    {
      kind: 'write',
      cookies: [`ghs=${run.draw('N5', 'ghs').base62(40)}; Path=/; Secure; HttpOnly; SameSite=None`],
    },
  )
}

const short = (run, { base: _base, bat, cfg: _cfg, since: _since, ...device }) => ({
  ...device,
  seen: stamp(run, -20),
  bat: bat + run.draw('N15', 'bat', device._id).int(-3, 3),
  rssi: -60 - run.draw('N15', 'rssi', device._id).int(0, 20),
})

function one(context, device, tag) {
  const { run } = context
  ask(
    context,
    tag,
    'device.get',
    { _id: device._id, expand: ['cfg'] },
    {
      ...short(run, device),
      since: device.since,
      cfg: device.cfg,
      parent: null,
      tmp: {
        v: (device.base + run.draw('N15', 'tmp', device._id).int(-15, 15)) / 10,
        u: 'C',
        q: 'good',
      },
      uptime_s: run.draw('N15', 'uptime', device._id).int(90_000, 140_000),
    },
  )
}

/** Sites, devices and alerts at once, then single devices, and a batch. */
export function inventory(context) {
  const { data, run } = context
  const { devices: all, serial, sites } = data
  run.parallel('inventory', [
    () =>
      ask(
        context,
        'sites',
        'site.list',
        {},
        {
          n: sites.length,
          items: sites.map((site) => ({
            ...site,
            load_kw: run.draw('N15', 'load', site.city).decimal(20, 45, 1),
          })),
        },
      ),
    () =>
      ask(
        context,
        'devices',
        'device.list',
        { lim: 10, sort: 'lbl' },
        {
          n: all.length,
          items: all.map((device) => short(run, device)),
          more: false,
        },
      ),
    () =>
      ask(
        context,
        'alerts',
        'alert.active',
        { min_sev: 2 },
        {
          items: run.unordered(
            all.slice(0, 4).map(({ _id, lbl }, at) => ({
              alert: `A-${at + 11}`,
              dev: _id,
              sev: [2, 3, 2, 4][at],
              msg: `${lbl}: threshold exceeded`,
              raised: 1_770_000_000 + at * 400,
            })),
            'alerts',
          ),
        },
      ),
    () =>
      ask(
        context,
        'account',
        'account.me',
        {},
        {
          role: 'operator',
          org: 'Sol & Vento',
          serial,
          mfa: true,
          quota: { max: 500, used: run.draw('N15', 'quota').int(120, 160) },
          expires: null,
        },
      ),
  ])
  if (run.fault === 'n+1') {
    for (let at = 0; at < 12; at++)
      one(context, { ...all[at % 6], _id: run.world('extra', at).objectId() }, `n+1:${at}`)
  }
  one(context, all[0], 'device:1')
  one(context, all[2], 'device:2')
  // Several calls in one request.
  const id = context.next
  context.next += 2
  run.exchange({
    tag: 'batch',
    method: 'POST',
    url: rpc,
    body: run.json(
      [
        { jsonrpc: '2.0', id, method: 'tag.list', params: {} },
        { jsonrpc: '2.0', id: id + 1, method: 'clock.get', params: {} },
      ],
      'batch wish',
    ),
    answer: {
      body: run.json(
        [
          {
            jsonrpc: '2.0',
            id,
            result: run.unordered(['hvac', 'billing', 'pilot', 'spare'], 'labels'),
          },
          {
            jsonrpc: '2.0',
            id: id + 1,
            result: { now: stamp(run, 1), drift_ms: run.draw('N15', 'drift').int(2, 9) },
          },
        ],
        'batch',
      ),
    },
  })
}
