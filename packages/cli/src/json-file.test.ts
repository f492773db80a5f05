import { expect, test } from 'vitest'
import { separateJsonFile } from './json-file.ts'

test.each([
  ['compare a.har b.har --json out.json', 'compare a.har b.har --json-file=out.json'],
  ['compare --json out.json a.har b.har', 'compare --json-file=out.json a.har b.har'],
  ['compare a.har b.har --json report', 'compare a.har b.har --json-file=report'],
  ['compare a.har b.har --json=report', 'compare a.har b.har --json-file=report'],
  ['compare a b --md x.md --json out.json c', 'compare a b --md x.md --json-file=out.json c'],
  ['--store s compare a b --json x', '--store s compare a b --json-file=x'],
  // Without a file: as with the other commands.
  ['compare a.har b.har --json', 'compare a.har b.har --json'],
  ['compare a.har b.har --json -', 'compare a.har b.har --json'],
  ['compare a.har b.har --json --md x', 'compare a.har b.har --json --md x'],
  ['--json compare a.har b.har', '--json compare a.har b.har'],
  // What is read is never written to.
  ['compare --json a.har b.har', 'compare --json a.har b.har'],
  ['compare a.har --json b.har', 'compare a.har --json b.har'],
  ['compare a.har b.har --json c.har', 'compare a.har b.har --json c.har'],
  ['compare --fail-on info a --json b', 'compare --fail-on info a --json b'],
  // Other commands have no file there.
  ['list --json x.json', 'list --json x.json'],
  ['show compare --json x.json', 'show compare --json x.json'],
  ['record -- compare a b --json x.json', 'record -- compare a b --json x.json'],
])('%s', async (given, expected) => {
  expect((await separateJsonFile(given.split(' '))).join(' ')).toBe(expected)
})
