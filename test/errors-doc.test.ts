import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { errorCodes } from '@hartifact/core'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

test('docs/errors.md explains exactly the codes that exist, in alphabetical order', async () => {
  const text = await readFile(join(root, 'docs', 'errors.md'), 'utf8')
  const explained = [...text.matchAll(/^## (.*)$/gm)].map((match) => match[1])
  expect(explained).toEqual([...errorCodes].toSorted())
})

test('every section says what it means, when it comes and what to do', async () => {
  const text = await readFile(join(root, 'docs', 'errors.md'), 'utf8')
  const incomplete = text
    .split(/^## /m)
    .slice(1)
    .filter((section) => !/\n\n\w.*\n\nWhen: .+\n\nWhat to do: .+/.test(section))
    .map((section) => section.split('\n')[0])
  expect(incomplete).toEqual([])
})

test('every code is used', async () => {
  const sources = await sourcesOf(join(root, 'packages'))
  const unused = errorCodes.filter((code) => !sources.some((text) => text.includes(`'${code}'`)))
  expect(unused).toEqual([])
})

/** The texts of all packages' sources, without tests and without the table of codes itself. */
async function sourcesOf(packages: string): Promise<string[]> {
  const names = await readdir(packages, { recursive: true })
  const files = names.filter(
    (name) =>
      /^[^/\\]+[/\\]src[/\\].*\.c?ts$/.test(name) &&
      !name.endsWith('.test.ts') &&
      !/[/\\]src[/\\]errors\.ts$/.test(name),
  )
  return Promise.all(files.map((name) => readFile(join(packages, name), 'utf8')))
}
