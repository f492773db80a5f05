import { binary, text } from '../../kit/body.mjs'
import { day } from './data.mjs'
import { letters } from './hosts.mjs'
import { instant, seconds, spoken } from './times.mjs'

/** The roster, a letter, the log, and the end. */
export function depart(context) {
  const { base, data, run } = context
  const { appointments, doctors } = data
  run.exchange({
    tag: 'roster',
    kind: 'download',
    url: `${base}/Desk/Roster.ashx`,
    query: [
      ['day', day.spoken],
      ['format', 'csv'],
    ],
    answer: {
      headers: [['content-disposition', `attachment; filename=roster_${day.spoken}.csv`]],
      body: text(
        'text/csv; charset=utf-8',
        `Slot,Doctor,Room,Patient,Minutes,Fee,Printed\r\n${appointments
          .map(
            ({ doctor, fee, minutes, patient, slot }) =>
              `${slot},${doctor.name},${doctor.room},"${patient.family}",${minutes},${fee.toFixed(2)},${spoken(run)}`,
          )
          .join('\r\n')}\r\n`,
      ),
    },
  })
  letter(context)
  run.exchange({
    tag: 'audit',
    url: `${base}/api/audit/entries`,
    query: [
      ['actor', 'desk-4'],
      ['take', 4],
    ],
    answer: {
      body: run.json(
        {
          Entries: ['InvoiceIssued', 'AppointmentConfirmed', 'AppointmentBooked', 'SignedIn'].map(
            (event, at) => ({
              EntryId: run.draw('N1', 'entry', at).ulid(),
              Event: event,
              EntityId:
                at === 3 ? doctors[2].ulid : at === 0 ? null : run.draw('N1', 'record').uuid(),
              Epoch: seconds(run, -at * 5000),
              Terminal: 'NORTH-04',
              Severity: at === 3 ? 1 : 2,
            }),
          ),
          More: true,
          Retention: { Days: 3650, Archive: 'cold' },
        },
        'audit',
      ),
    },
  })
  run.exchange({
    tag: 'logout',
    kind: 'write',
    url: `${base}/Desk/SignOut.aspx`,
    answer: {
      status: 302,
      headers: [['location', '/Desk/Login.aspx']],
      cookies: ['sid=; Path=/; HttpOnly; Secure; Max-Age=0'],
    },
  })
}

/** A letter is made; its link is signed. */
function letter({ base, data, run }) {
  const { patient } = data.appointments[2]
  const name = run.draw('N1', 'letter').hex(32)
  const until = instant(run, 900_000)
  const signature = run.draw('N16', 'letter').bytes(32).toString('base64')
  const sas = [
    ['sv', '2024-11-04'],
    ['sp', 'r'],
    ['se', until],
    ['sig', signature],
  ]
  run.exchange({
    tag: 'letter.create',
    kind: 'write',
    method: 'POST',
    url: `${base}/api/letters`,
    body: run.json(
      { Template: 'visit-summary', PatientId: patient.number, Language: 'en', Copies: 1 },
      'letter wish',
    ),
    answer: {
      status: 201,
      body: run.json(
        {
          LetterKey: name,
          State: 'Ready',
          Pages: 1,
          Link: `${letters}/out/${name}.pdf?${new URLSearchParams(sas)}`,
          ExpiresAt: until,
          Template: { Code: 'visit-summary', Revision: 6 },
        },
        'letter.create',
      ),
    },
  })
  run.exchange({
    tag: 'letter.pdf',
    kind: 'download',
    url: `${letters}/out/${name}.pdf`,
    noCookies: true,
    query: sas,
    answer: { body: binary('application/pdf', pdf(run, patient, name)) },
  })
}

/** As programs write it: it says when it was made, and has an id of its own. */
function pdf(run, patient, name) {
  const made = instant(run).replaceAll(/[-:T]|\.\d+Z/g, '')
  const line = `BT /F1 12 Tf 72 720 Td (Visit summary for ${patient.family}, ${patient.born}) Tj ET`
  return Buffer.from(
    `%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1>>\nendobj\n3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n4 0 obj\n<</Length ${line.length}>>\nstream\n${line}\nendstream\nendobj\n5 0 obj\n<</Producer(Kestrel Letters 6)/CreationDate(D:${made}Z)>>\nendobj\ntrailer\n<</Root 1 0 R/Info 5 0 R/ID[<${name}><${name}>]>>\n%%EOF\n`,
  )
}
