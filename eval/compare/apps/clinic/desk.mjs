import { appointmentPath, odata, rowEtag } from './ask.mjs'
import { batch } from './batch.mjs'
import { day } from './data.mjs'
import { zoned } from './times.mjs'

const entity = (run, { doctor, fee, kind, minutes, patient, reason, slot, status }) => ({
  '@odata.etag': rowEtag(run, patient.number, slot),
  PatientId: patient.number,
  Slot: slot,
  Day: day.iso,
  StartsAt: `${day.iso}T${slot.slice(0, 2)}:${slot.slice(2)}:00+01:00`,
  Minutes: minutes,
  Reason: reason,
  Kind: kind,
  Status: status,
  Fee: fee,
  DoctorKey: doctor.key,
  RecordId: patient.ulid,
  CancelledBy: null,
})

function detail(context, appointment, tag) {
  const { run } = context
  const { doctor, patient } = appointment
  odata(
    context,
    tag,
    appointmentPath(appointment),
    'Appointments(Doctor(),Patient())/$entity',
    {
      ...entity(run, appointment),
      ChangedAt: zoned(run, -run.draw('N3', 'changed', patient.number).int(1, 70) * 60_000),
      Patient: {
        PatientId: patient.number,
        FamilyName: patient.family,
        GivenName: patient.given,
        BornOn: patient.born,
        InsuranceCode: patient.insurance,
        Consent: true,
      },
      Doctor: {
        DoctorKey: doctor.key,
        Name: doctor.name,
        Specialty: doctor.specialty,
        RecordId: doctor.ulid,
        Room: doctor.room,
      },
      Tags: run.unordered(['wheelchair', 'fasting', 'interpreter', 'first-visit'], 'tags', tag),
    },
    { query: [['$expand', 'Doctor,Patient']] },
  )
}

/** What the page of the day fetches. */
export function worklist(context) {
  const { base, data, run } = context
  const { appointments, doctors } = data
  run.parallel('worklist', [
    () =>
      odata(
        context,
        'rooms',
        'Rooms',
        'Rooms(Code,Floor,Seats,Equipment)',
        {
          value: doctors.map(({ room }, at) => ({
            Code: room,
            Floor: at === 2 ? 2 : 1,
            Seats: 2 + at,
            Equipment: run.unordered(
              ['ECG', 'Scales', 'Dermatoscope', 'Fridge', 'Lamp'],
              'equipment',
              room,
            ),
            OutOfOrder: false,
          })),
        },
        {
          query: [
            ['$select', 'Code,Floor,Seats,Equipment'],
            ['$orderby', 'Code'],
          ],
          etag: rowEtag(run, 'rooms'),
        },
      ),
    () =>
      run.exchange({
        tag: 'load',
        retry: true,
        url: `${base}/api/load.json`,
        query: [['_', run.draw('N16', 'load').digits(13)]],
        answer: {
          body: run.json(
            {
              'site-code': 'north',
              'as-of': run.now(),
              'waiting-room': {
                persons: run.draw('N15', 'persons').int(4, 18),
                'longest-wait': `${run.draw('N4', 'wait').int(6, 55)} min`,
                'mean-wait': run.draw('N15', 'mean').decimal(6, 24, 1),
              },
              desks: ['A', 'B', 'C'].map((desk, at) => ({
                desk,
                open: at < 2,
                'served-today': run.draw('N15', 'served', desk).int(20, 60),
              })),
              'closes-at': '18:30',
            },
            'load',
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'tip',
        kind: 'random',
        url: `${base}/api/tips/of-the-day`,
        answer: {
          body: run.json(
            {
              headline: 'Tip of the day',
              text: run
                .draw('N14', 'tip')
                .pick([
                  'Press F7 to print a label.',
                  'Video visits need a consent form.',
                  'Ask for the travel dates before a vaccination.',
                  'Late arrivals keep their slot for ten minutes.',
                  'You can drag appointments between rooms.',
                  'Check the address at every visit.',
                ]),
              dismissible: true,
            },
            'tip',
          ),
        },
      }),
  ])
  odata(
    context,
    'appointments',
    'Appointments',
    'Appointments',
    {
      '@odata.count': appointments.length,
      value: appointments.slice(0, 5).map((item) => entity(run, item)),
      '@odata.nextLink': `${base}/api/odata/v4/Appointments?$filter=Day%20eq%20${day.iso}&$count=true&$skiptoken=${run.draw('N20', 'skip').base64url(34)}`,
    },
    {
      query: [
        ['$filter', `Day eq ${day.iso}`],
        ['$orderby', 'Slot'],
        ['$count', 'true'],
      ],
      headers: [['prefer', 'odata.maxpagesize=5']],
    },
  )
  odata(
    context,
    'appointments.next',
    'Appointments',
    'Appointments',
    {
      '@odata.count': appointments.length,
      value: appointments.slice(5).map((item) => entity(run, item)),
    },
    {
      query: [
        ['$filter', `Day eq ${day.iso}`],
        ['$count', 'true'],
        ['$skiptoken', run.draw('N20', 'skip').base64url(34)],
      ],
      headers: [['prefer', 'odata.maxpagesize=5']],
    },
  )
  if (run.fault === 'n+1') {
    for (let at = 0; at < 12; at++) {
      const found = appointments[at % 8]
      detail(
        context,
        { ...found, patient: { ...found.patient, number: 1000 + at * 7 } },
        `n+1:${at}`,
      )
    }
  }
  detail(context, appointments[2], 'appointment')
  batch(context, 'batch.read', [
    {
      line: `GET Doctors('${doctors[0].key}')?$select=Name,Specialty`,
      value: {
        '@odata.etag': rowEtag(run, doctors[0].key),
        Name: doctors[0].name,
        Specialty: doctors[0].specialty,
      },
    },
    {
      line: 'GET Closures?$top=2',
      value: { value: [{ Day: '2026-12-24', Reason: 'Holiday' }], AskedAt: zoned(run) },
    },
    {
      line: 'GET Waiting/$count',
      value: { value: run.draw('N15', 'count').int(3, 12) },
    },
  ])
}
