import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHartifactError } from '../../errors.ts'
import { addAccepted, parseCompareSettings } from './compare-settings.ts'

const file = 'hartifact.compare.json'

const full = {
  version: 1,
  ignore: [
    {
      endpoint: 'GET /api/me',
      path: 'response.body.user.lastSeen',
      reason: 'changes all the time',
    },
    { rule: 'response.header.added', reason: 'headers of the proxy' },
  ],
  accept: [
    { fingerprint: 'a3f8c21b9d04', reason: 'planned for 2.5', until: '2026-03-01' },
    { fingerprint: '77b0e1c4aa01', reason: 'agreed' },
  ],
  severity: { 'response.field.added': 'warning', 'request.repeated': 'noise' },
  hostMap: { 'uat1.*': 'uat2.*', 'localhost:8080': '[::1]:8080' },
  failOn: 'warning',
  match: 'auto',
  minMatchRate: 0.9,
  latency: { minRatio: 1.5, minMs: 50, minSamples: 10 },
  size: { maxGrowth: '25%', minBytes: 4096 },
  counts: { 'GET /api/profiles/{id}': { max: 3 } },
}

/** What is said of a file, or nothing. */
function complaint(data: unknown): { code: string; message: string } | undefined {
  try {
    parseCompareSettings(typeof data === 'string' ? data : JSON.stringify(data), file)
    return undefined
  } catch (error) {
    if (!isHartifactError(error)) throw error
    return { code: error.code, message: error.message }
  }
}

test('a file with everything in it is taken as it is', () => {
  const { version: _, ...options } = full
  expect(parseCompareSettings(JSON.stringify(full), file)).toEqual(options)
  expect(parseCompareSettings('\uFEFF{ "version": 1, "latency": false }', file)).toEqual({
    latency: false,
  })
})

test.each([
  ['', 'FORMAT_UNKNOWN', 'it is no JSON'],
  ['{ "version": 1, }', 'FORMAT_UNKNOWN', 'it is no JSON'],
  [[], 'FORMAT_UNKNOWN', 'it holds no object'],
  [{}, 'FORMAT_UNKNOWN', 'it has no version'],
  [{ version: '1' }, 'FORMAT_UNKNOWN', 'its version'],
  [{ version: 0 }, 'FORMAT_UNKNOWN', 'its version'],
  [{ version: 2, anything: 1 }, 'FORMAT_NEWER', 'A newer version of Hartifact wrote'],
])('%j is no file of rules', (data, code, message) => {
  expect(complaint(data)).toEqual({ code, message: expect.stringContaining(message) })
  expect(complaint(data)?.message).toContain(file)
})

const accepted = { fingerprint: 'a3f8c21b9d04', reason: 'why' }

test.each([
  [{ ignored: [] }, 'ignored is not known. Did you mean ignore?'],
  [{ ignore: {} }, 'ignore is of type object. Give a list.'],
  [{ ignore: [{ path: 'x' }] }, 'ignore[0].reason is missing.'],
  [{ ignore: [{ path: 'x', reason: ' ' }] }, 'ignore[0].reason is " ".'],
  [{ ignore: [{ reason: 'all' }] }, 'ignore[0] matches every finding.'],
  [{ ignore: [{ paths: 'x', reason: 'y' }] }, 'ignore[0].paths is not known. Did you mean path?'],
  [
    { ignore: [{ rule: 'response.field.remove', reason: 'y' }] },
    'ignore[0].rule is "response.field.remove". Did you mean response.field.removed',
  ],
  [{ ignore: [{ rule: 'x'.repeat(1e6), reason: 'y' }] }, 'See the list of rules.'],
  [{ accept: [{ ...accepted, fingerprint: 'a3f8c21b' }] }, 'accept[0].fingerprint is "a3f8c21b".'],
  [{ accept: [{ fingerprint: 'a3f8c21b9d04' }] }, 'accept[0].reason is missing.'],
  [{ accept: [{ ...accepted, until: '2026-02-30' }] }, 'accept[0].until is "2026-02-30".'],
  [{ accept: [{ ...accepted, until: '1.3.2026' }] }, 'Give a date such as 2026-03-01'],
  [{ accept: [null] }, 'accept[0] is missing.'],
  [{ severity: { 'response.nope': 'info' } }, 'a name in severity is "response.nope".'],
  [{ severity: { 'request.added': 'error' } }, 'severity["request.added"] is "error".'],
  [{ hostMap: { 'https://a.test': 'b.test' } }, 'Give the host alone'],
  [{ hostMap: { 'a.test': 'b.*' } }, 'hostMap["a.test"] is "b.*". It has more * than a.test.'],
  [{ hostMap: { 'a.test': 'b.test/x' } }, 'hostMap["a.test"] is "b.test/x".'],
  [{ failOn: 'braking' }, 'failOn is "braking". Did you mean breaking?'],
  [{ failOn: 'noise' }, 'Use one of: breaking, warning, info.'],
  [{ match: 'urls' }, 'Did you mean url'],
  [{ minMatchRate: 80 }, 'minMatchRate is 80. Give a number from 0 to 1.'],
  [{ minMatchRate: '80%' }, 'minMatchRate is "80%".'],
  [{ latency: true }, 'latency is true. Give an object with minRatio, minMs, minSamples.'],
  [{ latency: { minSamples: 3 } }, 'latency.minSamples is 3. Give a whole number of 6 or more.'],
  [{ latency: { minRatio: 0.5 } }, 'latency.minRatio is 0.5.'],
  [
    { size: { maxGrowth: 10 } },
    "size.maxGrowth is 10. Give a share from 0 to 1, or text such as '10%'",
  ],
  [{ size: { maxGrowth: '10' } }, 'size.maxGrowth is "10".'],
  [{ counts: { 'GET /a': 3 } }, 'counts["GET /a"] is 3. Give an object with max.'],
  [{ counts: { 'GET /a': { max: 1.5 } } }, 'counts["GET /a"].max is 1.5.'],
  [{ profile: {} }, 'profile is not known.'],
])('%j cannot be meant', (part, message) => {
  expect(complaint({ version: 1, ...part })).toEqual({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining(message),
  })
})

test('never throws anything else, and never a long or unprintable message', () => {
  const names = fc.constantFrom(...Object.keys(full), '__proto__', '\u001B[2J')
  fc.assert(
    fc.property(fc.dictionary(names, fc.jsonValue()), (data) => {
      const { message = '' } = complaint({ ...data, version: 1 }) ?? {}
      expect(message).not.toMatch(/\p{Cc}/u)
      expect(message.length).toBeLessThan(1000)
    }),
  )
})

describe('accepting a finding', () => {
  test('makes a file where there is none', () => {
    expect(addAccepted(undefined, accepted)).toBe(`{
  "version": 1,
  "accept": [
    {
      "fingerprint": "a3f8c21b9d04",
      "reason": "why"
    }
  ]
}
`)
    expect(addAccepted(' \n', accepted)).toBe(addAccepted(undefined, accepted))
  })

  test('keeps everything else, and the order', () => {
    const added = { fingerprint: '000000000000', reason: 'new', until: '2027-01-01T00:00:00Z' }
    const text = addAccepted(JSON.stringify(full), added)
    expect(text).toBe(
      `${JSON.stringify({ ...full, accept: [...full.accept, added] }, undefined, 2)}\n`,
    )
    expect(Object.keys(JSON.parse(text) as object)).toEqual(Object.keys(full))
  })

  test('replaces entries with the same fingerprint', () => {
    const twice = { ...full, accept: [full.accept[1], full.accept[0], full.accept[1]] }
    const added = { fingerprint: '77b0e1c4aa01', reason: 'agreed again' }
    expect(JSON.parse(addAccepted(JSON.stringify(twice), added))).toEqual({
      ...full,
      accept: [added, full.accept[0]],
    })
  })

  test('refuses a reason that says nothing, and a file that cannot be read', () => {
    expect(() => addAccepted(undefined, { ...accepted, reason: '' })).toThrow(
      'The accepted finding.reason is "".',
    )
    expect(() => addAccepted('{', accepted)).toThrow('it is no JSON')
    expect(() => addAccepted('{ "version": 9 }', accepted)).toThrow('[FORMAT_NEWER]')
  })
})
