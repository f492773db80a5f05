import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { IgnoreRule } from '../comparison-options.ts'
import type { Finding } from '../finding.ts'
import { patternOf } from '../path.ts'
import { compileAccepted, compileIgnoreRules } from './ignore-rules.ts'

function matches(rule: Omit<IgnoreRule, 'reason'>, found: Partial<Finding>): boolean {
  const finding = {
    endpoint: 'GET /api/me',
    path: 'response.body.name',
    rule: 'response.value.changed' as const,
    ...found,
  }
  return compileIgnoreRules([{ ...rule, reason: 'x' }]).match(finding) !== undefined
}

test.each([
  ['response.body.user', 'response.body.user', true],
  ['response.body.user', 'response.body.user.lastSeen', true],
  ['response.body.user', 'response.body.users', false],
  ['response.body.date', 'response.body.candidate', false],
  ['response.body.user.lastSeen', 'response.body.user', false],
  ['body.user', 'response.body.user', false],
  ['response.body.*.id', 'response.body.user.id', true],
  ['response.body.*.id', 'response.body.user.best.id', false],
  ['response.body.*.id', 'response.body[].id', true],
  ['response.body.items[].x', 'response.body.items[].x', true],
  ['response.body.items[].x', 'response.body.items[3].x', true],
  ['response.body.items[].x', 'response.body.items.x', false],
  ['response.body.items[3].x', 'response.body.items[].x', false],
  ['response.body.items', 'response.body.items[].x', true],
  ['response.body["a.b"]', 'response.body["a.b"].c', true],
  ['response.body["a.b"]', 'response.body.a.b', false],
  ['response.body["user"]', 'response.body.user', true],
  ['response.body["*"]', 'response.body.user', false],
  ['response.body["*"]', 'response.body.*', true],
  ['response.headers.x-pod', 'response.headers.X-Pod', true],
  ['response.headers.X-POD', 'response.headers.x-pod', true],
  ['response.headers.x', 'response.headers.x-pod', false],
  ['response.body.Name', 'response.body.name', false],
  ['response.body.name', '', false],
])('%s matches %s: %s', (path, found, expected) => {
  expect(matches({ path }, { path: found })).toBe(expected)
})

test.each([
  ['GET /api/me', 'GET /api/me', true],
  ['GET /api/me', 'GET /api/me/orders', false],
  ['GET /api/*', 'GET /api/me', true],
  ['GET /api/*', 'GET /api/me/orders', false],
  ['* /api/me', 'POST /api/me', true],
  ['GET /api/users/*/orders', 'GET /api/users/{id}/orders', true],
  ['POST /graphql *', 'POST /graphql GetUser', true],
  ['GET https://*/lib.js', 'GET https://cdn.test/lib.js', true],
  ['GET /api/m', 'GET /api/me', false],
  ['GET /api me', 'GET /api/me', false],
])('%s matches %s: %s', (endpoint, found, expected) => {
  expect(matches({ endpoint }, { endpoint: found })).toBe(expected)
})

test('each path matches itself and what is below it, whatever its names are', () => {
  const name = fc.oneof(
    fc.string({ unit: 'binary-ascii' }),
    fc.constantFrom('ä🧨', '\u2028\uD800', '*', 'a.b', '[]', '"', '\\'),
  )
  const step = fc.oneof(name, fc.record({ index: fc.nat() }))
  fc.assert(
    fc.property(fc.array(step, { minLength: 1 }), name, (steps, below) => {
      const path = `response.body.${patternOf(steps)}`
      expect(matches({ path }, { path })).toBe(true)
      expect(matches({ path }, { path: `response.body.${patternOf([...steps, below])}` })).toBe(
        true,
      )
    }),
  )
})

test('each text matches itself, also one that is no path', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...Array.from('a.[]"\\*: /')) }), (path) => {
      expect(matches({ path }, { path })).toBe(true)
      expect(matches({ endpoint: path }, { endpoint: path })).toBe(true)
    }),
  )
})

test('takes no longer for paths that look like nothing', () => {
  for (const part of ['["', '[', '["\\', '.', 'a[', '""']) {
    const path = part.repeat(50_000)
    expect(matches({ path }, { path })).toBe(true)
  }
})

test('the first rule that matches counts, and those behind it are used as well', () => {
  const rules: IgnoreRule[] = [
    { endpoint: 'GET /b', reason: 'none' },
    { path: 'response.body', reason: 'wide' },
    { path: 'response.body.name', rule: 'response.value.changed', reason: 'narrow' },
    { path: 'response.body.name', rule: 'response.type.changed', reason: 'other rule' },
  ]
  const compiled = compileIgnoreRules(rules)
  expect(compiled.unused()).toEqual(rules)
  const finding = {
    endpoint: 'GET /a',
    path: 'response.body.name',
    rule: 'response.value.changed',
  } as const
  expect(compiled.match(finding)).toBe(rules[1])
  expect(compiled.match(finding)).toBe(rules[1])
  expect(compiled.unused()).toEqual([rules[0], rules[3]])
})

describe('accepted findings', () => {
  const accepted = [
    { fingerprint: 'aaaaaaaaaaaa', reason: 'always' },
    { fingerprint: 'bbbbbbbbbbbb', reason: 'for a while', until: '2026-03-01' },
    { fingerprint: 'cccccccccccc', reason: 'no date', until: 'soon' },
    { fingerprint: 'dddddddddddd', reason: 'to the hour', until: '2026-03-01T02:00:00+02:00' },
  ] as const

  test('apply until their day begins', () => {
    const before = compileAccepted(accepted, new Date('2026-02-28T23:59:59.999Z'))
    expect(before.match({ fingerprint: 'bbbbbbbbbbbb' })).toBe(accepted[1])
    expect(before.match({ fingerprint: 'aaaaaaaaaaaa' })).toBe(accepted[0])
    expect(before.expired()).toEqual([accepted[2]])
    expect(before.unused()).toEqual([accepted[3]])
    const after = compileAccepted(accepted, new Date('2026-03-01T00:00:00Z'))
    expect(after.match({ fingerprint: 'bbbbbbbbbbbb' })).toBeUndefined()
    expect(after.expired()).toEqual(accepted.slice(1))
  })

  test('are compared whole', () => {
    const compiled = compileAccepted(accepted, new Date(0))
    expect(compiled.match({ fingerprint: 'aaaaaaaa' })).toBeUndefined()
    expect(compiled.match({ fingerprint: '' })).toBeUndefined()
  })
})
