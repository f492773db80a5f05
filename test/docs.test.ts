import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { codeBlocks, typeErrors } from './code-blocks.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

const guides = (await readdir(join(root, 'docs'), { recursive: true }))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `docs/${name.replaceAll('\\', '/')}`)
const files = ['README.md', 'CONTRIBUTING.md', ...guides.toSorted()]
const texts = await Promise.all(files.map((file) => readFile(join(root, file), 'utf8')))
const blocks = files.flatMap((file, index) => codeBlocks(file, texts[index] ?? ''))

test('the code in the documentation compiles against the built packages', async () => {
  expect(await typeErrors(blocks.filter(({ checked }) => checked))).toEqual([])
})

test('code that is not checked says why', () => {
  const silent = blocks.filter(({ checked, reason }) => !checked && !reason)
  expect(silent.map(({ file, line }) => `${file}:${line}`)).toEqual([])
})

test('links to files of the repository lead somewhere', () => {
  const broken = files.flatMap((file, index) => {
    const prose = (texts[index] ?? '').replaceAll(/^```[^]*?^```/gm, '')
    const links = prose.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)
    const targets = [...links].map((link) => link[1] ?? '')
    return targets
      .filter((target) => !existsSync(join(root, dirname(file), target)))
      .map((target) => `${file} -> ${target}`)
  })
  expect(broken).toEqual([])
})

test('a mistake in a block is found, with its place', async () => {
  const fence = '```'
  const markdown = `# Title\n\n${fence}ts\nconst ok = 1\nconst wrong: number = 'text'\n${fence}\n`
  const found = await typeErrors(codeBlocks('page.md', markdown))
  expect(found).toHaveLength(1)
  expect(found[0]).toMatch(/^page\.md:5: error TS2322/)
})

test('a block marked no-check is found with its reason', () => {
  const fence = '```'
  const markdown = `<!-- no-check: a sketch -->\n${fence}ts no-check\nwhat ever\n${fence}\n`
  expect(codeBlocks('page.md', markdown)).toMatchObject([
    { line: 3, code: 'what ever', checked: false, reason: 'a sketch' },
  ])
})
