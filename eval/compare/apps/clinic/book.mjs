import { appointmentPath, metaOf, odata, record, rowEtag } from './ask.mjs'
import { batch } from './batch.mjs'
import { day } from './data.mjs'
import { instant, wcf, zoned } from './times.mjs'

/** A free slot is booked; the booking is changed and seen in the health records. */
export function book(context) {
  const { base, data, run } = context
  const { patient } = data.appointments[2]
  const [doctor] = data.doctors
  const key = run.draw('N1', 'appointment').hex(32)
  const recordId = run.draw('N1', 'record').uuid()
  const target = { patient, slot: '1130' }
  odata(
    context,
    'book',
    'Appointments',
    'Appointments/$entity',
    {
      '@odata.etag': rowEtag(run, 'booked'),
      AppointmentKey: key,
      AppointmentNumber: 240_000 + run.draw('N2', 'appointment').int(0, 9000),
      PatientId: patient.number,
      Slot: '1130',
      Day: day.iso,
      Status: 'Tentative',
      DoctorKey: doctor.key,
      RecordId: recordId,
      BookedAt: zoned(run),
      RemindBy: ['sms', 'mail'],
      ConfirmedAt: null,
    },
    {
      kind: 'write',
      method: 'POST',
      headers: [['repeatability-request-id', run.draw('N1', 'repeatability').uuid()]],
      body: run.json(
        {
          PatientId: patient.number,
          Slot: '1130',
          Day: day.iso,
          Minutes: 30,
          'Doctor@odata.bind': `Doctors('${doctor.key}')`,
          Reason: 'Travel vaccination',
          Remind: true,
        },
        'book wish',
      ),
      answer: {
        status: 201,
        headers: [['location', `${base}/api/odata/v4/${appointmentPath(target)}`]],
      },
    },
  )
  odata(
    context,
    'confirm',
    appointmentPath(target),
    'Appointments/$entity',
    {
      '@odata.etag': rowEtag(run, 'confirmed'),
      AppointmentKey: key,
      PatientId: patient.number,
      Slot: '1130',
      Status: 'Confirmed',
      RecordId: recordId,
      ConfirmedAt: zoned(run),
    },
    {
      kind: 'write',
      method: 'PATCH',
      headers: [
        ['if-match', rowEtag(run, 'booked')],
        ['prefer', 'return=representation'],
      ],
      body: run.json({ Status: 'Confirmed', Note: 'Brings the yellow card' }, 'confirm wish'),
    },
  )
  record(context, 'fhir.appointment', `Appointment/${recordId}`, {
    resourceType: 'Appointment',
    id: recordId,
    meta: { ...metaOf(run, 'appointment'), versionId: '2', lastUpdated: instant(run, -350) },
    status: 'booked',
    start: `${day.iso}T11:30:00+01:00`,
    minutesDuration: 30,
    participant: [
      { actor: { reference: `Patient/${patient.ulid}` }, required: true, status: 'accepted' },
      { actor: { reference: `Practitioner/${doctor.ulid}` }, required: true, status: 'tentative' },
    ],
    basedOn: [],
  })
  reminders(context, target)
  invoices(context, patient)
}

/** Two reminders and a note at once, all or none. */
function reminders(context, target) {
  const { run } = context
  const id = (at) => run.draw('N1', 'reminder', at).ulid()
  batch(
    context,
    'batch.write',
    [
      {
        line: `POST ${appointmentPath(target)}/Reminders`,
        wish: { Channel: 'sms', HoursBefore: 24 },
        status: '201 Created',
        value: {
          ReminderId: id(1),
          Channel: 'sms',
          HoursBefore: 24,
          DueAt: zoned(run, 86_400_000),
        },
      },
      {
        line: `POST ${appointmentPath(target)}/Reminders`,
        wish: { Channel: 'mail', HoursBefore: 72 },
        status: '201 Created',
        value: {
          ReminderId: id(2),
          Channel: 'mail',
          HoursBefore: 72,
          DueAt: zoned(run, 43_200_000),
        },
      },
      {
        line: `PATCH Patients(${target.patient.number})`,
        wish: { Note: 'Prefers mornings' },
        status: '204 No Content',
      },
    ],
    { isChange: true },
  )
}

/** Invoices of the old billing, which wraps everything in `d`. */
function invoices({ base, run }, patient) {
  const service = `${base}/api/Billing.svc`
  const invoice = (number, more) => ({
    __metadata: { uri: `${service}/Invoices(${number})`, type: 'Kestrel.Billing.Invoice' },
    InvoiceNo: number,
    PatientId: patient.number,
    Currency: 'EUR',
    ...more,
  })
  const old = [
    ['61.50', 1_741_000_000_000, true],
    ['118.00', 1_733_000_000_000, true],
    ['42.25', 1_725_000_000_000, false],
  ]
  run.exchange({
    tag: 'invoices',
    url: `${service}/Invoices`,
    query: [
      ['$filter', `PatientId eq ${patient.number}`],
      ['$format', 'json'],
      ['$inlinecount', 'allpages'],
      ['_', run.draw('N16', 'invoices').digits(13)],
    ],
    retry: true,
    answer: {
      body: run.json(
        {
          d: {
            results: old.map(([total, issued, paid], at) =>
              invoice(7300 - at * 41, {
                Total: total,
                IssuedOn: `/Date(${issued}+0100)/`,
                Paid: paid,
                DunningLevel: at,
              }),
            ),
            __count: '3',
          },
        },
        'invoices',
      ),
    },
  })
  const number = 80_000 + run.draw('N2', 'invoice').int(0, 3000)
  run.exchange({
    tag: 'invoice.create',
    kind: 'write',
    method: 'POST',
    url: `${service}/Invoices`,
    body: run.json(
      { PatientId: patient.number, Items: [{ Code: 'VAC-2', Quantity: 1, Price: '38.40' }] },
      'invoice wish',
    ),
    answer: {
      status: 201,
      headers: [['location', `${service}/Invoices(${number})`]],
      body: run.json(
        {
          d: invoice(number, {
            Total: '38.40',
            IssuedOn: wcf(run),
            DueOn: wcf(run, 1_209_600_000),
            Paid: false,
            PayCode: run.draw('N5', 'pay').upper(14),
          }),
        },
        'invoice.create',
      ),
    },
  })
}
