import { multipart } from '../../kit/body.mjs'
import { ask, problem } from './ask.mjs'
import { money } from './data.mjs'
import { date, now } from './times.mjs'

/** What two seats and a piece of luggage cost with the trip. */
export const totalOf = ({ price }) => money(price + 500 + 900)

/** The booking as it is at some moment. */
export function booking({ data, ids, run, trip }, status) {
  const { customer } = data
  return {
    id: ids.booking,
    journeyId: ids.journey,
    customerId: customer.id,
    holdId: ids.hold,
    tripId: trip.id,
    operatorId: trip.operator.id,
    recordLocator: ids.locator,
    status,
    version: run.draw('N2', 'version').int(3, 40),
    passengers: ['ADULT', 'YOUTH'].map((type, at) => ({
      id: ids.passengers[at],
      type,
      givenName: at === 0 ? customer.given : 'Robin',
      familyName: customer.family,
      seat: { coachNumber: 21, number: ['2A', '2B'][at] },
      document: null,
    })),
    lines: [
      { kind: 'FARE', label: 'Journey for two passengers', quantity: 2, price: money(trip.price) },
      { kind: 'SEAT', label: 'Seat reservation', quantity: 2, price: money(500) },
      { kind: 'LUGGAGE', label: 'Large luggage', quantity: 1, price: money(900) },
      { kind: 'FEE', label: 'Service fee', quantity: 1, price: money(0) },
    ],
    total: totalOf(trip),
    departureAt: trip.departureAt,
    duration: trip.duration,
    refundableUntil: trip.refundable ? '2026-11-18' : null,
    createdAt: now(run, -3000),
  }
}

/** The booking with luggage, a code that is none, and proof of a discount. */
export function book(context) {
  const { data, ids } = context
  ask(context, 'booking.create', '/bookings', booking(context, 'AWAITING_PAYMENT'), {
    method: 'POST',
    preflight: true,
    idempotent: true,
    send: {
      holdId: ids.hold,
      contact: { email: 'traveller@post.test', phone: '+41790000000', notify: true },
      passengers: [
        { givenName: data.customer.given, familyName: data.customer.family, type: 'ADULT' },
        { givenName: 'Robin', familyName: data.customer.family, type: 'YOUTH' },
      ],
      luggage: { large: 1, bicycle: 0 },
      acceptedTerms: '2026-01',
    },
    answer: { status: 201, headers: [['location', `/v2/bookings/${ids.booking}`]] },
  })
  problem(
    context,
    'promotion',
    `/bookings/${ids.booking}/promotions`,
    {
      code: 'promotion-expired',
      title: 'Promotion expired',
      status: 422,
      detail: 'The code ALPS25 was valid until 2026-01-31.',
      errors: [{ pointer: '/code', code: 'EXPIRED' }],
    },
    { method: 'POST', send: { code: 'ALPS25' } },
  )
  proof(context)
}

function proof(context) {
  const { ids, run } = context
  const boundary = `----WebKitFormBoundary${run.draw('N19', 'proof').base62(16)}`
  ask(
    context,
    'proof',
    '/customers/me/documents',
    {
      id: `doc_${run.draw('N1', 'document').base62(16)}`,
      passengerId: ids.passengers[1],
      kind: 'DISCOUNT_CARD',
      status: 'IN_REVIEW',
      fileName: 'youth-card.png',
      sizeBytes: 308,
      uploadedAt: now(run),
      validUntil: date(run, 365),
      reviewedBy: null,
    },
    {
      method: 'POST',
      body: multipart(boundary, [
        { name: 'kind', content: 'DISCOUNT_CARD' },
        { name: 'passengerId', content: ids.passengers[1] },
        {
          name: 'file',
          fileName: 'youth-card.png',
          type: 'image/png',
          content: Buffer.concat([
            Buffer.from('89504e470d0a1a0a', 'hex'),
            run.world('card').bytes(300),
          ]),
        },
      ]),
      answer: { status: 201 },
    },
  )
}
