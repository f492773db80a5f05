import { binary } from '../../kit/body.mjs'
import { stamp } from './ask.mjs'
import { grid } from './hosts.mjs'
import { grpcWeb, message } from './protobuf.mjs'

/** Calls of gRPC-web. */
export function typed({ data, run }) {
  const call = (tag, method, wish, answer) =>
    run.exchange({
      tag,
      kind: 'read',
      method: 'POST',
      url: `${grid}/gridhub.v1.Fleet/${method}`,
      preflight: true,
      retry: true,
      body: binary('application/grpc-web+proto', grpcWeb(message(wish))),
      answer: { body: binary('application/grpc-web+proto', grpcWeb(message(answer), 0)) },
    })
  call(
    'grpc.stats',
    'GetStats',
    { 1: data.tenant, 2: 24 },
    {
      1: data.tenant,
      2: data.devices.map(({ bat, lbl }) => message({ 1: lbl, 2: 1440, 3: bat })),
      3: 'kWh',
      4: 5120,
      5: BigInt(stamp(run, 2)),
    },
  )
  call(
    'grpc.zones',
    'ListZones',
    { 1: data.tenant },
    {
      1: ['north', 'south', 'dock'].map((zone, at) =>
        message({ 1: zone, 2: at + 1, 3: data.sites[at]._id }),
      ),
      2: 3,
    },
  )
}

/** Telemetry over a WebSocket. */
export function live({ data, run }) {
  const [first, second] = data.devices
  const count = run.draw('N11', 'frames').int(5, 8)
  const at = () => run.now() / 1000
  const send = (value) => ({ type: 'send', time: at(), opcode: 1, data: JSON.stringify(value) })
  const receive = (value) => ({
    type: 'receive',
    time: at(),
    opcode: 1,
    data: JSON.stringify(value),
  })
  run.exchange({
    tag: 'telemetry',
    kind: 'socket',
    url: 'wss://live.gridhub.test/telemetry?v=2',
    headers: [
      ['upgrade', 'websocket'],
      ['sec-websocket-key', `${run.draw('N5', 'ws').base62(22)}==`],
    ],
    frames: [
      send({ op: 'sub', ch: 'telemetry', dev: [first._id, second._id] }),
      receive({ op: 'ack', sid: run.draw('N1', 'subscription').hex(12), ch: 'telemetry' }),
      ...Array.from({ length: count }, (_, step) =>
        receive({
          op: 'pt',
          dev: [first, second][step % 2]._id,
          t: stamp(run, step),
          v: run.draw('N15', 'point', step).decimal(19, 24, 1),
          q: 'good',
        }),
      ),
      send({ op: 'unsub', ch: 'telemetry' }),
      receive({ op: 'bye', reason: 'client' }),
    ],
    answer: {
      status: 101,
      headers: [
        ['upgrade', 'websocket'],
        ['sec-websocket-accept', `${run.draw('N5', 'ws-accept').base62(27)}=`],
      ],
    },
  })
}
