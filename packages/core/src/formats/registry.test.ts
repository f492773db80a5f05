import { expect, test } from 'vitest'
import { isHartifactError } from '../errors.ts'
import { exporterFor, exporters } from './registry.ts'

test('ids and extensions are unique and in lower case', () => {
  const words = exporters.flatMap(({ extension, id }) => [id, extension])
  expect(new Set(words).size).toBe(words.length)
  for (const word of words) expect(word).toBe(word.toLowerCase())
})

test.each(exporters)('finds $id by id and by extension, the id going first', (exporter) => {
  expect(exporterFor({ format: exporter.id.toUpperCase() })).toBe(exporter)
  expect(exporterFor({ path: `traffic/login${exporter.extension.toUpperCase()}` })).toBe(exporter)
  expect(exporterFor({ format: exporter.id, path: 'login.txt' })).toBe(exporter)
})

test.each([
  [{ format: 'hra', path: 'login.har' }, 'There is no format "hra".'],
  [{ path: 'login.harx' }, 'No format is known for "login.harx".'],
  [{}, 'No format is known for "".'],
])('%j names the formats there are', (wanted, what) => {
  const find = (): unknown => exporterFor(wanted)
  expect(find).toThrow(what)
  expect(find).toThrow('Use one of: har (.har)')
  expect(find).toThrow(expect.toSatisfy((error) => isHartifactError(error, 'FORMAT_UNKNOWN')))
})
