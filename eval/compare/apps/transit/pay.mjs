import { form } from '../../kit/body.mjs'
import { ask } from './ask.mjs'
import { booking, totalOf } from './book.mjs'
import { money } from './data.mjs'
import { bank } from './hosts.mjs'
import { euros, page } from './pages.mjs'
import { now, travelDate } from './times.mjs'

/** The card: the bank challenges, and sends the traveller back. */
export function pay(context) {
  const { data, ids, run, site, trip } = context
  const challenge = run.draw('N5', 'challenge').base64url(120)
  ask(
    context,
    'payment',
    '/payments',
    {
      id: ids.payment,
      bookingId: ids.booking,
      journeyId: ids.journey,
      status: 'REQUIRES_ACTION',
      amount: totalOf(trip),
      card: { brand: 'VISA', masked: data.customer.card, funding: 'CREDIT' },
      nextAction: { kind: 'REDIRECT', method: 'POST', url: bank, challenge },
      attempt: 1,
      createdAt: now(run),
      expiresAt: now(run, 300_000),
      failureCode: null,
    },
    {
      method: 'POST',
      idempotent: true,
      send: {
        bookingId: ids.booking,
        cardToken: `tok_${run.draw('N5', 'card').base62(24)}`,
        amount: totalOf(trip),
        returnPath: '/checkout/return',
        saveCard: false,
      },
      answer: { status: 202, headers: [['location', `/v2/payments/${ids.payment}`]] },
    },
  )
  run.exchange({
    tag: 'challenge',
    kind: 'write',
    method: 'POST',
    url: bank,
    headers: [['origin', site]],
    body: form([
      ['challenge_token', challenge],
      ['windowSize', '05'],
      ['messageVersion', '2.2.0'],
    ]),
    answer: {
      status: 303,
      headers: [['location', `${site}/checkout/return?payment=${ids.payment}`]],
      cookies: [`acs=${run.draw('N5', 'acs').hex(48)}; Path=/3ds; HttpOnly; Secure; SameSite=None`],
    },
  })
  run.exchange({
    tag: 'return',
    kind: 'redirect',
    url: `${site}/checkout/return`,
    query: [['payment', ids.payment]],
    answer: { status: 302, headers: [['location', `/bookings/${ids.locator}/confirmation`]] },
  })
}

/** What became of the booking is asked for until there are tickets; then it is shown. */
export function confirm(context) {
  const { ids, run } = context
  const polls = run.draw('N11', 'booking').int(2, 3)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls && run.fault !== 'stuck'
    run.wait(700)
    ask(
      context,
      poll === polls ? 'booking.poll:last' : 'booking.poll',
      `/bookings/${ids.booking}/status`,
      {
        bookingId: ids.booking,
        status: done ? 'TICKETED' : poll === 1 ? 'PAYMENT_RECEIVED' : 'TICKETING',
        steps: [
          { event: 'payment.captured', state: 'DONE' },
          { event: 'tickets.issued', state: done ? 'DONE' : 'WAITING' },
        ],
        ticketCount: done ? 2 : 0,
        updatedAt: now(run),
      },
      { kind: 'poll' },
    )
  }
  confirmation(context)
  ask(
    context,
    'booking',
    `/bookings/${ids.booking}`,
    {
      ...booking(context, 'TICKETED'),
      bookedAgo: `${run.draw('N4', 'made').int(4, 40)} seconds ago`,
      paymentId: ids.payment,
      authorisationCode: run.draw('N5', 'authorisation').digits(10),
      tickets: ids.tickets.map((ticketId, at) => ({
        ticketId,
        passengerId: ids.passengers[at],
        serialNumber: 7_400_000 + run.draw('N2', 'serial').int(0, 90_000) + at,
        status: 'VALID',
        formats: run.unordered(['PDF', 'PKPASS', 'PNG', 'PAPER'], 'formats', at),
      })),
      cancellation: { allowed: true, fee: money(1000), window: 'PT48H' },
    },
    { retry: true },
  )
}

function confirmation(context) {
  const { data, ids, run, site, trip } = context
  const { customer, stations } = data
  run.exchange({
    tag: 'confirmation',
    kind: 'page',
    url: `${site}/bookings/${ids.locator}/confirmation`,
    answer: {
      body: page(
        context,
        'confirmation',
        'Your booking is confirmed',
        `<h1>Thank you ${customer.given} ${customer.family}</h1>
<p>Your booking <b>${ids.locator}</b> was made ${run.draw('N4', 'confirmed').int(3, 40)} seconds ago.</p>
<dl><dt>From</dt><dd>${stations[0].name}</dd><dt>To</dt><dd>${stations[5].name}</dd><dt>Date</dt><dd>${travelDate}</dd>
<dt>Operator</dt><dd>${trip.operator.name}</dd><dt>Card</dt><dd>${customer.card}</dd></dl>
<table><tr><td>Journey for two passengers</td><td>${euros(money(trip.price))}</td></tr>
<tr><td>Seat reservation</td><td>5.00</td></tr><tr><td>Large luggage</td><td>9.00</td></tr>
<tr><th>Total</th><td>${euros(totalOf(trip))}</td></tr></table>
<p>Please be on the platform ten minutes before departure. <a href="/help/luggage">About luggage</a></p>
<img alt="Ticket" src="/tickets/${ids.tickets[0]}/qr.png">`,
      ),
    },
  })
}
