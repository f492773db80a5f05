import { expect, test } from 'vitest'
import { nodeOptions } from './node-options.ts'

test.each([
  [undefined, '/opt/a.cjs', '--require /opt/a.cjs'],
  ['', '/opt/a.cjs', '--require /opt/a.cjs'],
  ['--inspect', '/opt/a.cjs', '--require /opt/a.cjs --inspect'],
  [undefined, '/o p/a.cjs', '--require "/o p/a.cjs"'],
  [undefined, '/o "p"/a.cjs', String.raw`--require "/o \"p\"/a.cjs"`],
  [undefined, String.raw`C:\o p\a.cjs`, String.raw`--require "C:\\o p\\a.cjs"`],
  [undefined, String.raw`C:\o\a.cjs`, String.raw`--require C:\o\a.cjs`],
])('%j with %j: %s', (existing, path, expected) => {
  const options = nodeOptions(existing, path)
  expect(options).toBe(expected)
  // A recorded command that records.
  expect(nodeOptions(options, path)).toBe(options)
})

test('names the preload of this package', () => {
  expect(nodeOptions(undefined)).toMatch(/^--require \S+\/preload\/node\.cjs$/)
})
