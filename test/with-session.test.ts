import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { openStore } from '@hartifact/core'
import { withSession } from '@hartifact/node-clients'
import { describe, expect, test } from 'vitest'
import { all, serve, temporaryFolder } from './support/servers.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const run = promisify(execFile)

const hello = () => serve((request, response) => void response.end(`hello ${request.url}`))

async function pathsOf(store: string, name: string): Promise<string[]> {
  await using opened = await openStore(store)
  const entries = await all((await opened.open(name)).entries())
  return entries.map(({ request }) => new URL(request.url).pathname).toSorted()
}

describe('withSession', () => {
  test('captures what its work sends, and returns what that returns', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    const har = join(folder.path, 'login.har')
    const options = { store: folder.path, export: har }
    const text = await withSession(
      'Login',
      async (traffic) => {
        const response = await fetch(`${server.url}/login`)
        await traffic.settled()
        expect((await traffic.stats()).requests).toBe(1)
        return response.text()
      },
      options,
    )
    await fetch(`${server.url}/outside`)
    expect(text).toBe('hello /login')
    expect(await pathsOf(folder.path, 'Login')).toEqual(['/login'])
    expect(JSON.parse(await readFile(har, 'utf8'))).toMatchObject({ log: { version: '1.2' } })
  })

  test('several at once have each their own traffic', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    const names = Array.from({ length: 8 }, (_, index) => `S${index}`)
    const work = async (name: string): Promise<void> => {
      await withSession(
        name,
        async () => {
          for (let round = 0; round < 5; round++) await fetch(`${server.url}/${name}/${round}`)
        },
        { store: folder.path },
      )
    }
    await Promise.all(names.map(work))
    await work('Again')
    for (const name of [...names, 'Again']) {
      const wanted = Array.from({ length: 5 }, (_, round) => `/${name}/${round}`)
      expect(await pathsOf(folder.path, name)).toEqual(wanted)
    }
  })

  test('keeps what was captured when its work fails', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    const failing = withSession(
      'Fails',
      async () => {
        await fetch(`${server.url}/before`)
        throw new Error('no luck')
      },
      { store: folder.path },
    )
    await expect(failing).rejects.toThrow('no luck')
    expect(await pathsOf(folder.path, 'Fails')).toEqual(['/before'])
  })

  test('a misspelt option is told', async () => {
    // @ts-expect-error It is misspelt.
    const misspelt = withSession('x', () => {}, { stor: 'x' })
    await expect(misspelt).rejects.toThrow(/"stor".*It has store/)
  })
})

describe('in a process of its own', () => {
  test('node:test ends by itself, with a session for each test', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'login.test.mjs')
    await writeFile(
      file,
      `import { test } from 'node:test'
       import { withSession } from ${JSON.stringify(join(root, 'packages/node-clients/dist/index.js'))}
       const options = { store: ${JSON.stringify(join(folder.path, 'store'))} }
       for (const name of ['Login', 'Logout']) {
         test(name, { concurrency: true }, () => withSession(name, async () => {
           await fetch('${server.url}/' + name)
           await fetch('${server.url}/' + name)
         }, options))
       }`,
    )
    const { stdout } = await run(process.execPath, ['--test', file])
    expect(stdout).toContain('pass 2')
    for (const name of ['Login', 'Logout']) {
      expect(await pathsOf(join(folder.path, 'store'), name)).toEqual([`/${name}`, `/${name}`])
    }
  })

  test('a script that does nothing else is waited for, and ends', async () => {
    await using folder = await temporaryFolder()
    const source = `import { withSession } from '@hartifact/node-clients'
      const result = await withSession('Script', () => 'done', { store: ${JSON.stringify(folder.path)} })
      console.log(result)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', source], {
      cwd: root,
    })
    expect(stdout.trim()).toBe('done')
    expect(await pathsOf(folder.path, 'Script')).toEqual([])
  })
})
