import { execFile } from 'node:child_process'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cliPath, runCli } from './support/cli.ts'
import { type CliStore, cliStore } from './support/cli-store.ts'

// Each test starts a dozen programs, and others may be at work.
let store: CliStore

beforeAll(async () => {
  store = await cliStore()
  for (const name of ['Login Flow', 'Checkout: step 1', "Ada's", 'a\u202Eb', 'Deleted']) {
    await store.run('create', name)
  }
  await store.run('delete', 'Deleted')
})

afterAll(() => store[Symbol.asyncDispose]())

/** What may stand at the end of a command line: the first line says whether files fit too. */
async function complete(...words: string[]): Promise<string[]> {
  const lines = (await store.run('__complete', 'zsh', '--', ...words)).trimEnd().split('\n')
  return lines.map((line) => line.split('\t')[0] ?? '')
}

test('commands, options, and values of options', async () => {
  expect(await complete('re')).toEqual(['words', 'record', 'rename', 'restore'])
  expect(await complete('list', '--s')).toEqual(['words', '--sort', '--state', '--store'])
  expect(await complete('list', '--sort', 'm')).toEqual(['words', 'modified'])
  expect(await complete('list', '--sort=m')).toEqual(['words', '--sort=modified'])
  expect(await complete('--json', 'completion', '')).toEqual(['words', 'bash', 'zsh', 'fish'])
  expect(await complete('')).not.toContain('__complete')
})

test('sessions where one is named, files where one is read', async () => {
  const [kind, ...found] = await complete('show', '')
  expect(kind).toBe('words')
  expect(found).toEqual(expect.arrayContaining(['Login Flow', 'Checkout: step 1', "Ada's"]))
  expect(found).not.toContain('Deleted')
  expect(await complete('delete', 'Login Flow', 'Ada')).toEqual(['words', "Ada's"])
  expect(await complete('search', 'x', '--session', 'Lo')).toEqual(['words', 'Login Flow'])
  expect(await complete('restore', '')).toEqual(['words', 'Deleted'])
  expect(await complete('import', '')).toEqual(['files'])
  expect(await complete('list', '--store', '')).toEqual(['files'])
  expect(await complete('record', '--', 'npm', '')).toEqual(['files'])
  expect(await complete('--store', store.path, 'show', 'Lo')).toEqual(['words', 'Login Flow'])
  expect(await complete('--store', 'nowhere', 'show', '')).toEqual(['words'])
})

test('names that could harm the terminal are offered by id', async () => {
  const output = await store.run('__complete', 'zsh', '--', 'show', '')
  expect(output).not.toContain('\u202E')
})

test('bash completes with quotes where they are needed', async () => {
  const bin = join(store.folder, 'bin')
  await mkdir(bin)
  await writeFile(
    join(bin, 'hartifact'),
    `#!/bin/sh\nexec "${process.execPath}" "${cliPath}" "$@"\n`,
  )
  await chmod(join(bin, 'hartifact'), 0o755)
  const script = `
    eval "$(hartifact completion bash)"
    COMP_WORDS=(hartifact show Log) COMP_CWORD=2
    _hartifact && printf '%s\\n' "\${COMPREPLY[@]}"
    COMP_WORDS=(hartifact show 'Login\\ F') COMP_CWORD=2
    _hartifact && printf '%s\\n' "\${COMPREPLY[@]}"
    COMP_WORDS=(hartifact show '"Login F') COMP_CWORD=2
    _hartifact && printf '%s\\n' "\${COMPREPLY[@]}"
    COMP_WORDS=(hartifact show "'Ada") COMP_CWORD=2
    _hartifact && printf '%s\\n' "\${COMPREPLY[@]}"
    COMP_WORDS=(hartifact li) COMP_CWORD=1
    _hartifact && printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await promisify(execFile)('bash', ['--norc', '-c', script], {
    env: {
      ...process.env,
      HARTIFACT_STORE: store.path,
      PATH: `${bin}${delimiter}${process.env['PATH']}`,
    },
  })
  expect(stdout).toBe("Login\\ Flow\nLogin\\ Flow\nLogin Flow\nAda'\\''s\nlist\nlink\n")
})

test('each shell has its script', async () => {
  const scripts = await Promise.all(
    ['bash', 'zsh', 'fish'].map((shell) => runCli(['completion', shell])),
  )
  for (const { code, stdout } of scripts) {
    expect(code).toBe(0)
    expect(stdout).toContain('hartifact __complete')
  }
  expect((await runCli(['completion', 'tcsh'])).code).toBe(2)
})
