import { ask, call } from './ask.mjs'
import { money } from './data.mjs'
import { duration, now, scheduled, travelDate } from './times.mjs'

/** What is wished is asked for until all operators have answered. */
export function search(context) {
  const { data, ids, run } = context
  const { stations, trips } = data
  const ends = { originId: stations[0].id, destinationId: stations[5].id }
  ask(
    context,
    'request',
    '/offer-requests',
    {
      id: ids.request,
      journeyId: ids.journey,
      ...ends,
      status: 'PENDING',
      departureDate: travelDate,
      passengerCount: 2,
      createdAt: now(run),
      expiresAt: now(run, 900_000),
      pollAfter: 'PT1S',
    },
    {
      method: 'POST',
      preflight: true,
      send: {
        ...ends,
        departureDate: travelDate,
        returnDate: null,
        passengers: [
          { type: 'ADULT', age: 41, discountCard: 'HALF_FARE' },
          { type: 'YOUTH', age: 15, discountCard: null },
        ],
        modes: ['TRAIN', 'COACH'],
        currency: 'EUR',
        maxTransfers: 2,
      },
      answer: { status: 202, headers: [['location', `/v2/offer-requests/${ids.request}`]] },
    },
  )
  const polls = run.draw('N11', 'offers').int(2, 4)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls
    run.wait(1000)
    ask(
      context,
      done ? 'request.poll:last' : 'request.poll',
      `/offer-requests/${ids.request}`,
      {
        id: ids.request,
        journeyId: ids.journey,
        status: done ? 'COMPLETE' : 'IN_PROGRESS',
        operatorsPending: done ? 0 : Math.max(1, 3 - poll),
        offerCount: done ? trips.length : Math.min(7, poll * 2),
        updatedAt: now(run),
      },
      { kind: 'poll' },
    )
  }
}

/** A trip as it can be bought now. */
function offer({ data, run }, trip) {
  const { stations } = data
  return {
    id: `off_${run.draw('N1', 'offer', trip.id).ulid()}`,
    tripId: trip.id,
    operatorId: trip.operator.id,
    operatorName: trip.operator.name,
    mode: trip.mode,
    trainNumber: trip.trainNumber,
    origin: { stationId: stations[0].id, name: stations[0].name, regionId: stations[0].regionId },
    destination: {
      stationId: stations[5].id,
      name: stations[5].name,
      regionId: stations[5].regionId,
    },
    departureAt: trip.departureAt,
    arrivalAt: trip.arrivalAt,
    duration: trip.duration,
    transfers: trip.transfers,
    status: trip.status,
    fareClass: trip.fareClass,
    refundable: trip.refundable,
    price: money(trip.price),
    pricePerPassenger: [money(Math.ceil(trip.price * 0.6)), money(Math.floor(trip.price * 0.4))],
    amenities: run.unordered(trip.amenities, 'amenities', trip.id),
    carbonGrams: trip.carbonGrams,
    seatsLeft: trip.baseSeats + run.draw('N15', 'seats', trip.id).int(-12, 12),
    lastBookedAgo: `${run.draw('N4', 'booked', trip.id).int(2, 55)} min ago`,
    expiresAt: now(run, 900_000),
    promotion: null,
  }
}

const cursor = (run, number) =>
  `cur_${Buffer.from(JSON.stringify({ o: number * 4, s: run.draw('N20', number).hex(16) })).toString('base64url')}`

function list(context, number) {
  const { data, ids, run } = context
  ask(
    context,
    `offers:${number}`,
    '/offers',
    data.trips.slice((number - 1) * 4, number * 4).map((trip) => offer(context, trip)),
    {
      retry: number === 1,
      query: [
        ['offerRequestId', ids.request],
        ['sort', 'price'],
        ['limit', 4],
        ...(number === 1 ? [] : [['cursor', cursor(run, 1)]]),
      ],
      meta: { journeyId: ids.journey, cheapest: money(data.trips[0].price) },
      page: {
        limit: 4,
        total: data.trips.length,
        nextCursor: number === 1 ? cursor(run, 1) : null,
      },
    },
  )
}

/** Offers in pages. */
export function offers(context) {
  const { data, run } = context
  list(context, 1)
  list(context, 2)
  if (run.fault !== 'n+1') return
  for (let at = 0; at < 12; at++) {
    const trip = data.trips[at % 8]
    const id = at < 8 ? trip.id : `trip_${run.world('extra', at).ulid()}`
    ask(context, `n+1:${at}`, `/trips/${id}`, {
      id,
      operatorId: trip.operator.id,
      mode: trip.mode,
      trainNumber: trip.trainNumber,
      departureAt: trip.departureAt,
      duration: trip.duration,
    })
  }
}

/** Where the trip goes, as GeoJSON. */
export function plan(context) {
  const { data, run, trip } = context
  const { stations } = data
  const share = (at) => Math.round((trip.minutes * at) / 5)
  const point = ({ latitude, longitude }) => [longitude, latitude]
  call(
    context,
    'route',
    `/trips/${trip.id}/route.geojson`,
    {
      type: 'FeatureCollection',
      bbox: [8.5402, 45.4871, 9.2049, 47.3779],
      features: [
        {
          type: 'Feature',
          id: 'line',
          geometry: { type: 'LineString', coordinates: stations.map(point) },
          properties: { kind: 'LINE', tripId: trip.id, operatorId: trip.operator.id },
        },
        ...stations.map((station, at) => ({
          type: 'Feature',
          id: `stop-${at + 1}`,
          geometry: { type: 'Point', coordinates: point(station) },
          properties: {
            kind: 'STOP',
            stopNumber: at + 1,
            stationId: station.id,
            regionId: station.regionId,
            name: station.name,
            departureAt: scheduled(trip.departs + share(at)),
            elapsed: duration(share(at)),
            platform: at === 3 ? null : String(at + 4),
            delaySeconds: run.draw('N15', 'delay', at).int(20, 170),
            boarding: at < 5,
          },
        })),
      ],
    },
    {
      type: 'application/geo+json',
      query: [['simplify', '0.01']],
      etag: `W/"${run.draw('N7', 'route').hex(24)}"`,
    },
  )
}
