import { text } from '../../kit/body.mjs'
import { lab } from './hosts.mjs'
import { hl7, instant, seconds } from './times.mjs'

/** A sample is sent to a laboratory, which is asked with long requests until the result is final. */
export function laboratory(context) {
  const { data, run } = context
  const { patient } = data.appointments[2]
  const order = run.draw('N1', 'lab').ulid()
  const barcode = `S${run.draw('N2', 'barcode').int(400_000, 480_000)}`
  run.exchange({
    tag: 'lab.order',
    kind: 'write',
    method: 'POST',
    url: `${lab}/orders`,
    preflight: true,
    headers: [['x-sender', 'kestrel-north']],
    body: run.json(
      {
        'patient-ref': patient.ulid,
        priority: 'routine',
        panels: ['cbc', 'glucose'],
        specimen: { type: 'blood', 'tube-count': 2, 'collected-at': instant(run, -60_000) },
        copies: null,
      },
      'lab wish',
    ),
    answer: {
      status: 202,
      headers: [['location', `/rest/orders/${order}`]],
      body: run.json(
        {
          'order-ref': order,
          'patient-ref': patient.ulid,
          barcode,
          status: 'registered',
          'accepted-at': instant(run),
          'poll-after': 2,
          panels: ['cbc', 'glucose'],
        },
        'lab.order',
      ),
    },
  })
  const polls = run.draw('N11', 'lab').int(2, 4)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls && run.fault !== 'stuck'
    run.exchange({
      tag: poll === polls ? 'lab.poll:last' : 'lab.poll',
      kind: 'poll',
      url: `${lab}/orders/${order}/state`,
      query: [
        ['wait', 20],
        ['seen', poll - 1],
      ],
      base: 1600,
      answer: {
        body: run.json(
          {
            'order-ref': order,
            status: done ? 'final' : poll === 1 ? 'registered' : 'preliminary',
            'results-ready': done ? 4 : Math.min(3, poll - 1),
            'checked-at': seconds(run),
          },
          `lab poll ${poll}`,
        ),
      },
    })
  }
  run.exchange({
    tag: 'lab.result',
    url: `${lab}/orders/${order}/result`,
    answer: {
      body: run.json(
        {
          'order-ref': order,
          'patient-ref': patient.ulid,
          status: 'final',
          'signed-at': instant(run, -2000),
          'signed-by': { name: 'M. Lindqvist', role: 'pathologist' },
          analytes: data.results.map(({ code, display, high, low, unit, value }) => ({
            code,
            display,
            value,
            unit,
            'normal-low': low,
            'normal-high': high,
            flag: null,
          })),
          'lab-load': run.draw('N15', 'lab').decimal(40, 88, 1),
        },
        'lab.result',
      ),
    },
  })
  message(context, { barcode, order, patient })
}

/** The same as a message of HL7 version 2. */
function message({ data, run }, { barcode, order, patient }) {
  run.exchange({
    tag: 'lab.message',
    kind: 'download',
    url: `${lab}/orders/${order}/message.hl7`,
    query: [['encoding', 'er7']],
    answer: {
      body: text(
        'text/plain; charset=utf-8',
        [
          `MSH|^~\\&|SANALYTIX|LAB|KESTREL|NORTH|${hl7(run)}||ORU^R01|${run.draw('N1', 'control').upper(12)}|P|2.5`,
          `PID|1||${patient.mrn}||${patient.family}^${patient.given}`,
          `OBR|1|${order}|${barcode}|CBC^Complete blood count|||${hl7(run, -60_000)}`,
          ...data.results.map(
            ({ code, display, high, low, unit, value }, at) =>
              `OBX|${at + 1}|NM|${code}^${display}||${value}|${unit}|${low}-${high}|N|||F`,
          ),
        ].join('\r') + '\r',
      ),
    },
  })
}
