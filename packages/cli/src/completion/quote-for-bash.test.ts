import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { quoteForBash } from './quote-for-bash.ts'

const names = ['Login Flow', "Ada's", 'a "b" $(id) `id` \\ c', '~#!*?[x]{a,b}|&;<>()^', '日本語 😀']

test.each(names)('bash reads %s as it is, with any quote or none', (name) => {
  const words = [
    quoteForBash(name, ''),
    `"${quoteForBash(name, '"Lo')}"`,
    `'${quoteForBash(name, "'")}'`,
  ]
  const script = `printf '%s\\n' ${words.join(' ')}`
  const read = execFileSync('bash', ['--norc', '-c', script], { encoding: 'utf8' })
  expect(read).toBe(`${name}\n`.repeat(3))
})
