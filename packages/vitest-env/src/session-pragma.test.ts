import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sessionPragma } from './session-pragma.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hartifact-pragma-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function read(content: string): Promise<string | undefined> {
  const path = join(folder, 'a.test.ts')
  await writeFile(path, content)
  return sessionPragma(path)
}

test.each([
  ['/** @session Login Flow */\n', 'Login Flow'],
  ['/**\r\n * @session Login Flow\r\n * @other\r\n */', 'Login Flow'],
  ['#!/usr/bin/env node\n\n/* @session Login */', 'Login'],
  ['/** @sessions Login */', undefined],
  ['import x from "y"\n/** @session Login */', undefined],
  ['/** nothing */\n/** @session Login */', undefined],
  ['', undefined],
])('%j', async (content, name) => {
  expect(await read(content)).toBe(name)
})

test.each(['/** @session */', '/**\n * @session One\n * @session Two\n */'])(
  'refuses %j',
  async (content) => {
    await expect(read(content)).rejects.toThrow('Write it once, as @session Login Flow.')
  },
)
