import { form, text } from '../../kit/body.mjs'
import { page, stateOf, table } from './pages.mjs'
import { seconds, spoken } from './times.mjs'

/** A patient is checked in by a form, and watched while the queue moves. */
export function checkIn(context) {
  const { base, data, run } = context
  const { patient } = data.appointments[2]
  const ticket = run.draw('N2', 'ticket').int(110, 890)
  run.exchange({
    tag: 'checkin.page',
    kind: 'page',
    url: `${base}/Desk/CheckIn.aspx`,
    query: [
      ['p', patient.number],
      ['slot', '0900'],
    ],
    answer: {
      body: page(
        context,
        'checkin',
        'Check in',
        `<p>Please compare the identity card of <b>${patient.family}</b>, insurance ${patient.insurance}.</p>
${table(
  ['Service', 'Price'],
  [
    ['Consultation', '54.00'],
    ['Urine sample', '12.80'],
    ['Paper form', '1.50'],
  ],
)}
<select name="ctl00$Main$Desk"><option>Desk A</option><option>Desk B</option></select>`,
      ),
    },
  })
  run.exchange({
    tag: 'checkin',
    kind: 'write',
    method: 'POST',
    url: `${base}/Desk/CheckIn.aspx`,
    body: form([
      ...stateOf(run, 'checkin'),
      ['__EventTarget', 'ctl00$Main$Arrive'],
      ['ctl00$Main$Desk', 'Desk A'],
      ['ctl00$Main$CardSeen', 'on'],
      ['ctl00$Main$Slot', '0900'],
    ]),
    answer: { status: 302, headers: [['location', `/Desk/Queue.aspx?ticket=${ticket}`]] },
  })
  run.exchange({
    tag: 'queue.page',
    kind: 'page',
    url: `${base}/Desk/Queue.aspx`,
    query: [['ticket', ticket]],
    answer: {
      body: page(
        context,
        'queue',
        'Waiting room',
        `<p>Ticket <b>${ticket}</b> was issued on ${spoken(run)}. Please take a seat near the window.</p><p>Next call in about ${run.draw('N4', 'next').int(2, 30)} minutes.</p>`,
      ),
    },
  })
  updates(context, ticket)
}

/** The queue as an event stream. */
function updates({ base, run }, ticket) {
  const count = run.draw('N11', 'queue').int(3, 6)
  const start = run.draw('N2', 'event').int(4000, 90_000)
  const events = Array.from({ length: count }, (_, at) => ({
    eventName: at === count - 1 ? 'called' : 'moved',
    eventId: String(start + at),
    time: run.now() / 1000,
    data: JSON.stringify({
      'ticket-number': ticket,
      ahead: count - at - 1,
      room: 'R-201',
      'expected-min': run.draw('N15', 'expected', at).int(2, 25),
      ts: seconds(run, at * 700),
    }),
  }))
  run.exchange({
    tag: 'queue.events',
    kind: 'stream',
    url: `${base}/api/queue/events`,
    query: [['desk', 'A']],
    plain: true,
    events,
    answer: {
      body: text(
        'text/event-stream',
        events
          .map(
            ({ data, eventId, eventName }) =>
              `event: ${eventName}\nid: ${eventId}\ndata: ${data}\n\n`,
          )
          .join(''),
      ),
    },
  })
}
