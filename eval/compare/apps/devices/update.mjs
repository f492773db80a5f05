import { binary, text } from '../../kit/body.mjs'
import { ask, stamp } from './ask.mjs'
import { files } from './hosts.mjs'

function events(run, list) {
  return {
    events: list.map(({ data, id, name }) => ({
      time: run.now() / 1000,
      data: JSON.stringify(data),
      eventName: name,
      eventId: id,
    })),
    body: text(
      'text/event-stream',
      list
        .map(({ data, id, name }) => `event: ${name}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`)
        .join(''),
    ),
  }
}

/** Firmware is fetched and deployed; an event stream and a poll tell how far it is. */
export function update(context) {
  const { data, run } = context
  const targets = data.devices.slice(0, 3).map(({ _id }) => _id)
  run.exchange({
    tag: 'firmware',
    kind: 'download',
    url: `${files}/gh200/2.7.1.bin`,
    query: [
      ['X-Amz-Date', new Date(run.now()).toISOString().replace(/[-:]|\.\d+/g, '')],
      ['X-Amz-Expires', '300'],
      ['X-Amz-Signature', run.draw('N16', 'firmware').hex(64)],
    ],
    answer: {
      body: binary(
        'application/octet-stream',
        Buffer.concat([Buffer.from('GHFW\u0002\u0007\u0001'), run.world('firmware').bytes(1500)]),
      ),
    },
  })
  run.exchange({
    tag: 'notes',
    kind: 'download',
    url: `${files}/gh200/2.7.1.txt`,
    answer: {
      body: text(
        'text/plain; charset=utf-8',
        'GH-200 firmware 2.7.1\n\n* Battery estimate is steadier in the cold.\n* The LED can be dimmed at night.\n* Fixes a restart loop after a failed join.\n',
      ),
    },
  })
  const job = run.draw('N1', 'job').objectId()
  ask(
    context,
    'deploy',
    'fw.deploy',
    { version: '2.7.1', targets, mode: 'rolling', window: { from: '22:00', to: '04:00' } },
    { job, state: 'queued', targets: targets.length, at: stamp(run, 4) },
    { kind: 'write' },
  )
  const stages = run.draw('N11', 'stages').int(2, 4)
  const steps = Array.from({ length: stages }, (_, at) => ({
    name: 'progress',
    id: String(context.next + at),
    data: { job, pct: Math.floor((at + 1) * (90 / stages)), dev: targets[at % 3] },
  }))
  const stream = events(run, [
    ...steps,
    { name: 'done', id: String(context.next + stages), data: { job, ok: 3, failed: 0 } },
  ])
  run.exchange({
    tag: 'events',
    kind: 'stream',
    url: 'https://iot.gridhub.test/events/firmware',
    query: [['job', job]],
    plain: true,
    events: stream.events,
    answer: { body: stream.body },
  })
  const polls = run.draw('N11', 'job').int(3, 6)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls && run.fault !== 'stuck'
    run.wait(900)
    ask(
      context,
      poll === polls ? 'job.poll:last' : 'job.poll',
      'job.get',
      { job },
      { job, state: done ? 'succeeded' : 'running', done: done ? 3 : Math.min(2, poll - 1), of: 3 },
      { kind: 'poll' },
    )
  }
}

/** Smaller writes, logs and exports. */
export function settle(context) {
  const { data, run } = context
  const [first] = data.devices
  ask(
    context,
    'rename',
    'device.patch',
    { _id: first._id, set: { lbl: 'hall-a-main', note: 'moved to the window' } },
    {
      _id: first._id,
      rev: run.draw('N2', 'revision').int(40, 900),
      lbl: 'hall-a-main',
      by: data.tenant,
    },
    { kind: 'write' },
  )
  ask(
    context,
    'ack',
    'alert.ack',
    { alert: 'A-12', comment: 'seen' },
    { alert: 'A-12', acked: true, at: stamp(run, 9) },
    { kind: 'write' },
  )
  ask(
    context,
    'hint',
    'hint.next',
    {},
    {
      text: run
        .draw('N14', 'hint')
        .pick([
          'Batteries last longer below 30 C.',
          'Group sensors by hall.',
          'You can export points as CSV.',
          'Set quiet hours for alerts.',
          'Firmware updates can be rolled back.',
        ]),
    },
    { kind: 'random' },
  )
  run.exchange({
    tag: 'log',
    kind: 'download',
    url: 'https://iot.gridhub.test/logs/latest.ndjson',
    answer: {
      body: text(
        'application/x-ndjson',
        data.devices
          .map(({ _id, lbl }, at) =>
            JSON.stringify({
              t: stamp(run, 20 + at),
              dev: _id,
              lvl: at === 4 ? 'warn' : 'info',
              msg: `${lbl} joined`,
            }),
          )
          .join('\n') + '\n',
      ),
    },
  })
  run.exchange({
    tag: 'points',
    kind: 'download',
    url: 'https://iot.gridhub.test/export/points.csv',
    query: [
      ['site', data.sites[0]._id],
      ['res', '1h'],
    ],
    answer: {
      body: text(
        'text/csv',
        `hour,device,avg\n${Array.from({ length: 8 }, (_, hour) => `${hour},${first.lbl},${(first.base / 10 + hour / 10).toFixed(1)}`).join('\n')}\n`,
      ),
    },
  })
  ask(context, 'bye', 'auth.revoke', {}, true, { kind: 'write' })
}
