import { deflateSync } from 'node:zlib'
import { binary, text } from '../../kit/body.mjs'
import { call } from './ask.mjs'
import { cdn } from './hosts.mjs'
import { signed } from './seats.mjs'
import { date, now } from './times.mjs'

/** Tickets as paper, for the wallet of a phone, and as a code for the gate. */
export function tickets(context) {
  const { ids, run, site } = context
  const [ticket] = ids.tickets
  const file =
    (tag, url, type, bytes, wish = {}) =>
    () =>
      run.exchange({
        tag,
        kind: 'download',
        url,
        ...wish,
        answer: {
          headers: [
            [
              'content-disposition',
              `attachment; filename="wayfare-${ids.locator}.${tag.split('.')[1]}"`,
            ],
          ],
          body: binary(type, bytes),
        },
      })
  run.parallel('tickets', [
    file('ticket.pdf', `${cdn}/tickets/${ticket}.pdf`, 'application/pdf', pdf(context), {
      noCookies: true,
      query: signed(run, 'ticket.pdf'),
    }),
    file(
      'ticket.pkpass',
      `${cdn}/tickets/${ticket}.pkpass`,
      'application/vnd.apple.pkpass',
      pass(context),
      { noCookies: true, query: signed(run, 'ticket.pkpass') },
    ),
    file('ticket.png', `${site}/tickets/${ticket}/qr.png`, 'image/png', code(run)),
  ])
}

/** As programs write it: it says when it was made, and has an id of its own. */
function pdf({ data, ids, run, trip }) {
  const made = now(run).replaceAll(/[-:T]|\+.*$/g, '')
  const id = run.draw('N1', 'pdf').hex(32)
  const lines = [
    `${data.stations[0].city} to ${data.stations[5].city}`,
    `${trip.operator.name} ${trip.trainNumber}, coach 21, seat 2A`,
    `${data.customer.given} ${data.customer.family}`,
    `Booking ${ids.locator}`,
  ].map((line, at) => `BT /F1 14 Tf 56 ${780 - at * 20} Td (${line}) Tj ET`)
  const stream = deflateSync(lines.join('\n'))
  return Buffer.concat([
    Buffer.from(
      `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Filter/FlateDecode/Length ${stream.length}>>\nstream\n`,
    ),
    stream,
    Buffer.from(
      `\nendstream\nendobj\n5 0 obj\n<</Producer(Wayfare Print 3)/CreationDate(D:${made}+02'00')>>\nendobj\ntrailer\n<</Root 1 0 R/Info 5 0 R/ID[<${id}><${id}>]>>\n%%EOF\n`,
    ),
  ])
}

/** A stored file of an archive, and a signature after it. */
function pass({ ids, run, trip }) {
  const name = Buffer.from('pass.json')
  const content = Buffer.from(
    JSON.stringify({
      formatVersion: 1,
      passTypeIdentifier: 'pass.test.wayfare.ticket',
      serialNumber: ids.tickets[0],
      organizationName: 'Wayfare',
      relevantDate: trip.departureAt,
      boardingPass: { transitType: 'PKTransitTypeTrain' },
    }),
  )
  const head = Buffer.alloc(30)
  head.writeUInt32LE(0x04034b50, 0)
  head.writeUInt16LE(20, 4)
  head.writeUInt32LE(content.length, 18)
  head.writeUInt32LE(content.length, 22)
  head.writeUInt16LE(name.length, 26)
  return Buffer.concat([head, name, content, run.draw('N16', 'pass').bytes(256)])
}

/** The code has what was signed for this run. */
const code = (run) =>
  Buffer.concat([
    Buffer.from('89504e470d0a1a0a0000000d4948445200000029000000290100000000', 'hex'),
    deflateSync(run.draw('N5', 'qr').bytes(220)),
  ])

/** Journeys of the past in lines and for the accountant, and the end. */
export function depart(context) {
  const { data, ids, run, trip } = context
  const past = data.trips.slice(2, 7)
  const title = (at) => `${data.stations[at].city} to ${data.stations[at + 1].city}`
  const lines = past.map(({ carbonGrams, id, mode, operator, price }, at) => ({
    object: 'JOURNEY',
    tripId: id,
    operatorId: operator.id,
    mode,
    route: title(at),
    travelledOn: `2025-0${at + 3}-14`,
    paid: { amount: price, currency: 'EUR' },
    carbonGrams,
  }))
  const download = (tag, path, body, query) =>
    call(context, tag, path, undefined, {
      kind: 'download',
      query,
      answer: {
        headers: [['content-disposition', `attachment; filename="${path.split('/').at(-1)}"`]],
        body,
      },
    })
  download(
    'journeys',
    '/exports/journeys.ndjson',
    text(
      'application/x-ndjson',
      `${[
        ...lines,
        {
          object: 'JOURNEY',
          tripId: trip.id,
          operatorId: trip.operator.id,
          mode: trip.mode,
          route: 'Zürich to Milano',
          bookingId: ids.booking,
          bookedAt: now(run),
        },
      ]
        .map((line) => JSON.stringify(line))
        .join('\n')}\n`,
    ),
    [['year', 'all']],
  )
  download(
    'expenses',
    '/exports/expenses.csv',
    text(
      'text/csv; charset=utf-8',
      `date,route,operator,amount,currency,exported\n${past
        .map(
          ({ operator, price }, at) =>
            `2025-0${at + 3}-14,${title(at)},${operator.name},${(price / 100).toFixed(2)},EUR,${date(run)}`,
        )
        .join('\n')}\n`,
    ),
    [
      ['currency', 'EUR'],
      ['vat', 'included'],
    ],
  )
  call(context, 'logout', '/sessions/current', undefined, {
    method: 'DELETE',
    answer: {
      status: 204,
      cookies: ['sid=; Domain=wayfare.test; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax'],
    },
  })
}
