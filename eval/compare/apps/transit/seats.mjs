import { binary, text } from '../../kit/body.mjs'
import { grpcWeb, message } from '../devices/protobuf.mjs'
import { ask } from './ask.mjs'
import { money } from './data.mjs'
import { cdn, live, push } from './hosts.mjs'
import { now } from './times.mjs'

/** Parameters of a signed link. */
export const signed = (run, name) => [
  ['Expires', Math.floor(run.now() / 1000) + 600],
  ['Key-Pair-Id', 'KWAYFARE2026'],
  ['Signature', run.draw('N16', 'signature', name).base64url(86)],
]

const coaches = [21, 22]

function seatsOf({ run, trip }, coach) {
  const random = run.world('seats', trip.id, coach)
  return [1, 2, 3, 4].flatMap((row) =>
    ['A', 'B', 'D'].map((letter) => {
      const status = random.pick(['AVAILABLE', 'AVAILABLE', 'OCCUPIED'])
      const mine = coach === 21 && row === 2
      // Somebody else looks at these.
      const busy = row === 4 && run.draw('N15', 'busy', coach, letter).chance(0.5)
      return {
        number: `${row}${letter}`,
        kind: letter === 'A' ? 'WINDOW' : letter === 'B' ? 'AISLE' : 'SINGLE',
        status: mine ? 'AVAILABLE' : row === 4 ? (busy ? 'HELD' : 'AVAILABLE') : status,
        surcharge: money(letter === 'D' ? 450 : 250),
        facing: row % 2 === 0 ? 'FORWARD' : 'BACKWARD',
        restricted: row === 1,
      }
    }),
  )
}

/** The seats of the trip, and their drawing behind a signed link. */
export function seats(context) {
  const { run, trip } = context
  const query = signed(run, 'plan')
  const drawing = `${cdn}/plans/${trip.mode.toLowerCase()}-21.svg`
  ask(
    context,
    'seats',
    `/trips/${trip.id}/seat-map`,
    {
      tripId: trip.id,
      operatorId: trip.operator.id,
      layout: 'TWO_PLUS_ONE',
      planUrl: `${drawing}?${new URLSearchParams(query)}`,
      coaches: coaches.map((coach) => ({
        coachNumber: coach,
        serviceClass: 'SECOND',
        occupancyPercent: run.draw('N15', 'occupancy', coach).int(35, 80),
        features: run.unordered(
          ['TABLE', 'POWER_SOCKET', 'LUGGAGE_RACK', 'TOILET'],
          'coach',
          coach,
        ),
        seats: seatsOf(context, coach),
      })),
      selectionDeadline: now(run, 800_000),
      upgrade: null,
    },
    { query: [['_', run.draw('N16', 'seats').digits(13)]] },
  )
  run.exchange({
    tag: 'drawing',
    kind: 'download',
    url: drawing,
    noCookies: true,
    query,
    answer: {
      body: text(
        'image/svg+xml',
        `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 80"><title>Coach plan</title>
<rect width="320" height="80" rx="12" fill="#eef3f6"/>
<text x="12" y="20">Entrance</text><text x="270" y="20">Luggage</text>
${[1, 2, 3, 4].map((row) => `<text x="${row * 60}" y="44">${row}0</text><path d="M${row * 60} 52h24v18h-24z"/>`).join('\n')}
<text x="150" y="76">Quiet zone</text></svg>
`,
      ),
    },
  })
}

/** Two seats are kept for a while; a feed tells what happens to them, and where trains are. */
export function hold(context) {
  const { ids, run, trip } = context
  const offerId = `off_${run.draw('N1', 'offer', trip.id).ulid()}`
  ask(
    context,
    'hold',
    '/seat-holds',
    {
      id: ids.hold,
      journeyId: ids.journey,
      offerId,
      tripId: trip.id,
      status: 'HELD',
      seats: ['2A', '2B'].map((number, at) => ({
        coachNumber: 21,
        number,
        passengerId: ids.passengers[at],
        surcharge: money(250),
      })),
      heldFor: 'PT10M',
      createdAt: now(run),
      expiresAt: now(run, 600_000),
      extensionsLeft: 1,
      releasedAt: null,
    },
    {
      method: 'POST',
      idempotent: true,
      send: { offerId, coach: 21, seats: ['2A', '2B'], duration: 'PT10M', autoRenew: false },
      answer: { status: 201, headers: [['location', `/v2/seat-holds/${ids.hold}`]] },
    },
  )
  feed(context)
  positions(context)
}

function feed({ ids, run, trip }) {
  const count = run.draw('N11', 'frames').int(4, 7)
  const first = run.draw('N2', 'sequence of frames').int(1000, 60_000)
  const frame = (type, value) => ({
    type,
    time: run.now() / 1000,
    opcode: 1,
    data: JSON.stringify(value),
  })
  run.exchange({
    tag: 'feed',
    kind: 'socket',
    noCookies: true,
    url: push,
    query: [
      ['client', 'web'],
      ['ticket', run.draw('N5', 'feed').base64url(40)],
    ],
    headers: [
      ['upgrade', 'websocket'],
      ['connection', 'Upgrade'],
      ['sec-websocket-version', '13'],
      ['sec-websocket-key', `${run.draw('N5', 'ws').base62(22)}==`],
    ],
    frames: [
      frame('send', { action: 'SUBSCRIBE', topics: ['seat-holds', 'prices'], tripId: trip.id }),
      frame('receive', {
        event: 'SUBSCRIBED',
        subscriptionId: `sub_${run.draw('N1', 'subscription').base62(14)}`,
        sentAt: now(run),
      }),
      ...Array.from({ length: count }, (_, at) =>
        frame('receive', {
          event: 'PRICE_TICK',
          sequence: first + at,
          tripId: trip.id,
          price: money(trip.price + run.draw('N15', 'tick', at).int(0, 300)),
          watchers: run.draw('N15', 'watchers', at).int(2, 30),
          sentAt: now(run, at * 400),
        }),
      ),
      frame('receive', {
        event: 'HOLD_CONFIRMED',
        sequence: first + count,
        holdId: ids.hold,
        tripId: trip.id,
        sentAt: now(run, count * 400),
      }),
      frame('send', { action: 'UNSUBSCRIBE', topics: ['seat-holds', 'prices'] }),
    ],
    answer: {
      status: 101,
      headers: [
        ['upgrade', 'websocket'],
        ['connection', 'Upgrade'],
        ['sec-websocket-accept', `${run.draw('N5', 'ws-accept').base62(27)}=`],
      ],
    },
  })
}

/** Vehicles on the map, from a service that speaks gRPC-web. */
function positions({ data, run, trip }) {
  const type = 'application/grpc-web+proto'
  run.exchange({
    tag: 'positions',
    method: 'POST',
    noCookies: true,
    url: `${live}/wayfare.live.v1.Vehicles/ListPositions`,
    headers: [['x-grpc-web', '1']],
    body: binary(type, grpcWeb(message({ 1: trip.id, 2: 'gotthard', 3: 5 }))),
    answer: {
      body: binary(
        type,
        grpcWeb(
          message({
            1: data.trips.slice(0, 3).map(({ id, trainNumber }, at) =>
              message({
                1: id,
                2: ['northbound', 'southbound', 'southbound'][at],
                3: trainNumber,
                4: 46_000_000 + run.draw('N15', 'latitude', at).int(0, 900_000),
                5: run.draw('N15', 'speed', at).int(40, 160),
              }),
            ),
            2: Math.floor(run.now() / 1000),
            3: 'gotthard',
          }),
          0,
        ),
      ),
    },
  })
}
