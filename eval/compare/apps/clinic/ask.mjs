import { text } from '../../kit/body.mjs'
import { fhir, pixel } from './hosts.mjs'
import { instant } from './times.mjs'

const bearers = new WeakMap()
const encoded = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** The signed token of a run; made when it is asked for first. */
export function bearer(run) {
  if (!bearers.has(run)) {
    const now = Math.floor(run.now() / 1000)
    const claims = {
      iss: 'https://id.kestrel-clinic.test',
      sub: 'desk-4',
      aud: 'fhir',
      iat: now,
      exp: now + 900,
      jti: run.draw('N1', 'jti').hex(32),
    }
    const signature = run.draw('N5', 'signature').base64url(86)
    bearers.set(
      run,
      `${encoded({ alg: 'ES256', kid: 'k7', typ: 'JWT' })}.${encoded(claims)}.${signature}`,
    )
  }
  return bearers.get(run)
}

const odataType = 'application/json; odata.metadata=minimal; odata.streaming=true'

/** Version of a row, as OData has it in bodies. */
export const rowEtag = (run, ...keys) => `W/"AAAAA${run.draw('N7', 'row', ...keys).base62(6)}="`

/** Where an entity is: its key has two parts. */
export const appointmentPath = ({ patient, slot }) =>
  `Appointments(PatientId=${patient.number},Slot='${slot}')`

/** One call of the OData service; `set` is what its context names. */
export function odata(context, tag, path, set, value, wish = {}) {
  const { base, run } = context
  run.exchange({
    tag,
    url: `${base}/api/odata/v4/${path}`,
    ...wish,
    answer: {
      ...wish.answer,
      body: run.json(
        { '@odata.context': `${base}/api/odata/v4/$metadata#${set}`, ...value },
        tag,
        odataType,
      ),
    },
  })
}

/** What every health record says of itself. */
export const metaOf = (run, id) => ({
  versionId: String(run.draw('N7', 'version', id).int(2, 400)),
  lastUpdated: instant(run, -run.draw('N3', 'updated', id).int(1, 90) * 3_600_000),
  profile: ['http://hl7.org/fhir/StructureDefinition/base'],
})

/** One call of the health records. */
export function record(context, tag, path, value, wish = {}) {
  const { run } = context
  run.exchange({
    tag,
    url: `${fhir}/${path}`,
    headers: [['x-client-purpose', 'TREAT']],
    ...wish,
    answer: { ...wish.answer, body: run.json(value, tag, 'application/fhir+json; charset=utf-8') },
  })
}

/** Resources as the answer of a search. */
export function bundle(run, self, resources, { next, total = resources.length } = {}) {
  return {
    resourceType: 'Bundle',
    id: run.draw('N1', 'bundle', self).uuid(),
    type: 'searchset',
    total,
    meta: { lastUpdated: instant(run) },
    link: [
      { relation: 'self', url: `${fhir}/${self}` },
      ...(next ? [{ relation: 'next', url: `${fhir}?_getpages=${next}` }] : []),
    ],
    entry: resources.map((resource) => ({
      fullUrl: `${fhir}/${resource.resourceType}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    })),
  }
}

/** What the analytics of others are told. */
export function tell({ run }, tag, event) {
  run.exchange({
    tag,
    kind: 'beacon',
    method: 'POST',
    url: pixel,
    noCookies: true,
    body: text(
      'text/plain;charset=UTF-8',
      JSON.stringify({
        e: event,
        v: run.draw('N1', 'visitor').base62(21),
        p: run.draw('N1', 'view', tag).hex(16),
        t: run.now(),
        z: run.draw('N16', 'beacon', tag).digits(8),
        ms: run.draw('N15', 'paint', tag).int(200, 900),
      }),
    ),
    answer: { status: 204 },
  })
}
