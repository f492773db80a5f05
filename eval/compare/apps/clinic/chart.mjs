import { text } from '../../kit/body.mjs'
import { bundle, metaOf, record } from './ask.mjs'
import { hl7 } from './times.mjs'

const isoDay = (spoken) => new Date(`${spoken} UTC`).toISOString().slice(0, 10)

/** The health record of a patient. */
export function chart(context) {
  const { data, run } = context
  const { appointments, doctors, results } = data
  const { patient } = appointments[2]
  const subject = { reference: `Patient/${patient.ulid}`, display: patient.family }
  const meta = metaOf(run, patient.ulid)
  record(
    context,
    'patient',
    `Patient/${patient.ulid}`,
    {
      resourceType: 'Patient',
      id: patient.ulid,
      meta,
      text: { status: 'generated', div: `<div>${patient.given} ${patient.family}</div>` },
      identifier: [
        { use: 'official', system: 'urn:oid:1.2.36.146', value: patient.mrn },
        { use: 'secondary', system: 'urn:insurance', value: patient.insurance },
      ],
      active: true,
      name: [{ use: 'official', family: patient.family, given: [patient.given] }],
      gender: patient.gender,
      birthDate: isoDay(patient.born),
      deceasedDateTime: null,
      generalPractitioner: [{ reference: `Practitioner/${doctors[2].ulid}`, type: 'Practitioner' }],
      careTeamId: doctors[2].ulid,
      communication: [{ language: { text: 'English' }, preferred: true }],
    },
    { preflight: true, answer: { headers: [['etag', `W/"${meta.versionId}"`]] } },
  )
  run.parallel('chart', [
    () => allergies(context, subject),
    () =>
      record(
        context,
        'observations',
        'Observation',
        bundle(
          run,
          `Observation?patient=${patient.ulid}`,
          results.map((result, at) => observation(context, result, subject, at)),
          { next: run.draw('N20', 'observations').uuid(), total: 19 },
        ),
        {
          query: [
            ['patient', patient.ulid],
            ['category', 'laboratory'],
            ['_sort', '-date'],
            ['_count', 4],
          ],
          retry: true,
        },
      ),
  ])
  demographics(context, patient)
}

function allergies(context, subject) {
  const { data, run } = context
  const [, id] = subject.reference.split('/')
  const resources = data.allergies.map((name, at) => ({
    resourceType: 'AllergyIntolerance',
    id: run.world('allergy', at).uuid(),
    criticality: at === 0 ? 'high' : 'low',
    code: { text: name },
    patient: subject,
    recordedDate: `20${15 + at}-0${at + 2}-11T08:30:00+01:00`,
  }))
  record(
    context,
    'allergies',
    'AllergyIntolerance',
    bundle(run, `AllergyIntolerance?patient=${id}`, run.unordered(resources, 'allergies')),
    { query: [['patient', id]] },
  )
}

const observation = ({ data, run }, result, subject, at) => ({
  resourceType: 'Observation',
  id: run.world('observation', at).ulid(),
  status: 'final',
  code: {
    coding: [{ system: 'http://loinc.org', code: result.code, display: result.display }],
    text: result.display,
  },
  subject,
  performer: [{ reference: `Practitioner/${data.doctors[at % 3].ulid}` }],
  effectiveDateTime: `2025-0${9 - at}-14T07:1${at}:00+02:00`,
  valueQuantity: { value: result.value, unit: result.unit },
  referenceRange: [{ low: { value: result.low }, high: { value: result.high } }],
})

/** A query for demographics, in the XML of HL7 version 3. */
function demographics({ base, run }, patient) {
  const envelope = (action, to, message) =>
    text(
      'application/soap+xml; charset=UTF-8',
      `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope" xmlns:wsa="http://www.w3.org/2005/08/addressing"><soap:Header><wsa:Action>urn:hl7-org:v3:${action}</wsa:Action><wsa:MessageID>urn:uuid:${run.draw('N1', 'message', action).uuid()}</wsa:MessageID>${to}</soap:Header><soap:Body><${action} xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0"><creationTime value="${hl7(run)}"/>${message}</${action}></soap:Body></soap:Envelope>`,
    )
  run.exchange({
    tag: 'demographics',
    method: 'POST',
    url: `${base}/services/PDSupplier`,
    body: envelope(
      'PRPA_IN201305UV02',
      '',
      `<parameterList><livingSubjectName><family>${patient.family}</family></livingSubjectName><site>north</site></parameterList>`,
    ),
    answer: {
      body: envelope(
        'PRPA_IN201306UV02',
        `<wsa:RelatesTo>urn:uuid:${run.draw('N1', 'message', 'PRPA_IN201305UV02').uuid()}</wsa:RelatesTo>`,
        `<queryAck><queryResponseCode>Found</queryResponseCode><resultTotalQuantity>14</resultTotalQuantity></queryAck><patient><id>${patient.mrn}</id><name><given>${patient.given}</given><family>${patient.family}</family></name><gender>${patient.gender}</gender><insurance>${patient.insurance}</insurance><addr><city>Galway</city><streetName>Shore Road</streetName><houseNumber>118</houseNumber></addr></patient>`,
      ),
    },
  })
}
