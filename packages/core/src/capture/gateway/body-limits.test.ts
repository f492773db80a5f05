import { expect, test } from 'vitest'
import { bodyLimit } from './body-limits.ts'

const limits = {
  body: 50,
  bodies: { 'image/*': 0, 'image/svg+xml': 10, 'application/json': 200 },
  diskStall: 0,
}

test.each([
  ['image/png', 0],
  ['image/svg+xml', 10],
  ['IMAGE/SVG+XML; charset=utf-8', 10],
  ['application/json', 200],
  ['application/problem+json', 50],
  ['text/html', 50],
  ['constructor', 50],
  ['', 50],
])('of %j so many bytes are kept: %i', (type, bytes) => {
  expect(bodyLimit([['Content-Type', type]], limits)).toBe(bytes)
})

test('a body without a type falls under the wildcard for all, if there is one', () => {
  expect(bodyLimit([], limits)).toBe(50)
  const all = { ...limits, bodies: { ...limits.bodies, '*/*': 1 } }
  expect(bodyLimit([], all)).toBe(1)
  expect(bodyLimit([['content-type', 'text/html']], all)).toBe(1)
  expect(bodyLimit([['content-type', 'image/gif']], all)).toBe(0)
})
