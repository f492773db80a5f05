import fc from 'fast-check'
import { expect, test } from 'vitest'
import { jsonChunks } from './json-chunks.ts'

test('gives what JSON.stringify gives', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect([...jsonChunks(value)].join('')).toBe(JSON.stringify(value))
    }),
  )
  expect([...jsonChunks({ a: undefined, b: [1, 'x'] })].join('')).toBe('{"b":[1,"x"]}')
})

test('splits long strings, but no pair of surrogates', () => {
  const limit = 1024 * 1024
  for (const shift of [0, 1, 2]) {
    const text = `${'-'.repeat(limit - shift)}\u{1F511}\uD83D"${'\u0000'.repeat(limit)}`
    const chunks = [...jsonChunks([text])]
    expect(chunks.length).toBeGreaterThan(4)
    expect(chunks.join('') === JSON.stringify([text])).toBe(true)
  }
})
