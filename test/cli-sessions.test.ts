import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore, readHar, startProxy } from '@hartifact/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CliStore, cliStore, recordTraffic } from './support/cli-store.ts'

// Each test starts a dozen programs, and others may be at work.
let recorded: CliStore

beforeAll(async () => {
  recorded = await cliStore()
  await recordTraffic(recorded.path)
})

afterAll(() => recorded[Symbol.asyncDispose]())

/** A copy of the recorded sessions, for a test that changes them. */
const copy = (): Promise<CliStore> => cliStore(recorded.path)

const names = async (store: CliStore, ...parameters: string[]): Promise<string[]> => {
  const { sessions } = await store.json('list', ...parameters)
  return sessions.map(({ name }: { name: string }) => name)
}

describe('the active session', () => {
  test('is the one made last, or chosen last', async () => {
    await using store = await cliStore()
    const first = await store.json(
      'create',
      'First',
      '--owner',
      'ada',
      '--label',
      'a',
      '--label',
      'b',
    )
    expect(first.session).toMatchObject({
      name: 'First',
      active: true,
      owner: 'ada',
      labels: ['a', 'b'],
      requests: 0,
    })
    expect(await store.run('create', 'Second')).toBe(
      'Created "Second", which is the active session now.\n',
    )
    expect(await store.run('create', 'Third', '--no-activate')).toBe('Created "Third".\n')
    expect((await store.json('use')).session.name).toBe('Second')
    expect(await store.run('use', 'First')).toBe('"First" is the active session now.\n')
    expect(await store.run('use')).toContain('"First"')
    expect(await store.run('list')).toMatch(/^\* +First /m)
  })

  test('none is none', async () => {
    await using store = await copy()
    expect(await store.json('use')).toEqual({ session: null })
    expect(await store.run('use')).toBe('No session is active.\n')
  })

  test('cannot be deleted when it is the only one', async () => {
    await using store = await cliStore()
    await store.run('create', 'Only')
    const { code, stderr } = await store.attempt(['delete', 'Only'])
    expect(code).toBe(2)
    expect(stderr).toContain('[SESSION_ACTIVE]')
  })
})

describe('names', () => {
  test('change, and ids do not', async () => {
    await using store = await copy()
    const { session } = await store.json('rename', 'Login Flow', 'Sign-in')
    expect(session.name).toBe('Sign-in')
    expect(await store.run('rename', session.id, 'Sign in')).toBe(
      'Renamed "Sign-in" to "Sign in".\n',
    )
    expect(await names(store)).toEqual(['API v2 Migration', 'Sign in'])
  })

  const hostile = [
    '../../etc/passwd',
    'CON',
    'nul.txt',
    'a\u001B[2J\u001B]0;title\u0007b',
    'x\u202Egnp.exe',
    'two\nlines\tand a tab',
    '😀 '.repeat(50),
    'n'.repeat(300),
    '日本語のセッション',
    '$(touch pwned) `id` "quotes" \'single\'',
    'dots...',
    '\u200Einvisible\u200B\uFEFF',
  ]

  test('can be anything, and do nothing to terminal or disk', async () => {
    await using store = await cliStore()
    for (const name of hostile) {
      const { session } = await store.json('create', name)
      expect((await store.json('show', name)).session.id).toBe(session.id)
    }
    for (const name of hostile.slice(0, 2)) {
      const file = join(store.folder, 'out.har')
      await store.run('rename', name, `${name}!`)
      await store.run('export', `${name}!`, file)
      expect(readHar(await readFile(file, 'utf8')).info.name).toBe(`${name}!`)
    }
    expect(await names(store)).toHaveLength(hostile.length)
    const outputs = await Promise.all([
      store.run('list'),
      store.run('list', '--json'),
      ...hostile.slice(2, 6).map((name) => store.run('show', name)),
    ])
    const steering = /[^\P{Cc}\n]|[\u200B\u200E\u202A-\u202E\u2066-\u2069\uFEFF]/u
    for (const output of outputs) expect(output).not.toMatch(steering)
    const { stderr } = await store.attempt(['show', 'no\u001B[2J\u202Esuch'])
    expect(stderr).not.toMatch(steering)
    expect((await readdir(store.folder)).toSorted()).toEqual(['.hartifact', 'out.har'])
    const folders = await readdir(join(store.path, 'sessions'))
    expect(folders.every((folder) => /^[0-9a-f-]{36}$/.test(folder))).toBe(true)
  })

  test('that are empty or much too long are refused', async () => {
    await using store = await cliStore()
    for (const name of ['', '   ', 'n'.repeat(501)]) {
      const { code, stderr } = await store.attempt(['create', name])
      expect(code).toBe(2)
      expect(stderr).toContain('1 to 500 characters')
    }
  })

  test('may repeat: a name means the newest', async () => {
    await using store = await cliStore()
    const older = await store.json('create', 'Twice')
    const newer = await store.json('create', 'Twice')
    expect((await store.json('show', 'Twice')).session.id).toBe(newer.session.id)
    expect((await store.json('show', older.session.id)).session.id).toBe(older.session.id)
  })
})

describe('clear, delete, restore, purge', () => {
  test('what is cleared or deleted can be had back', async () => {
    await using store = await copy()
    const cleared = await store.json('clear', 'Login Flow')
    expect(cleared).toMatchObject({ removed: 3, session: { requests: 0, name: 'Login Flow' } })
    const { session } = await store.json('restore', 'Login Flow')
    expect(session.requests).toBe(3)
    const text = await store.run('clear', 'Login Flow')
    expect(text).toBe(
      `Removed 3 entries of "Login Flow". To have them back: hartifact restore ${session.id}\n`,
    )
    await store.run('restore', session.id.slice(0, 35))

    const deleted = await store.json('delete', 'Login Flow', 'API v2 Migration', session.id)
    expect(deleted.deleted.map(({ name }: any) => name)).toEqual(['Login Flow', 'API v2 Migration'])
    expect(await names(store)).toEqual([])
    expect((await names(store, '--trash')).toSorted()).toEqual(['API v2 Migration', 'Login Flow'])
    expect(await store.run('restore', 'Login Flow')).toMatch(/^Restored "Login Flow" .*3 requests/)
    expect(await store.run('restore', deleted.deleted[1].id.slice(0, 35))).toContain('API v2')
    expect(await store.run('delete', 'Login Flow')).toBe(
      `Deleted "Login Flow". To have it back: hartifact restore ${session.id}\n`,
    )
  })

  test('none is deleted when one of them is not there', async () => {
    await using store = await copy()
    expect((await store.attempt(['delete', 'Login Flow', 'No such'])).code).toBe(2)
    expect(await names(store)).toHaveLength(2)
  })

  test('purging is for good, and is confirmed', async () => {
    await using store = await copy()
    await store.run('delete', 'Login Flow', 'API v2 Migration')
    const unasked = await store.attempt(['purge'], { input: 'y\n' })
    expect(unasked.code).toBe(2)
    expect(unasked.stderr).toContain('Add --yes')
    const { purged } = await store.json('purge', 'Login Flow', '--yes')
    expect(purged).toMatchObject([{ name: 'Login Flow' }])
    expect(await store.run('purge', '--yes')).toMatch(/^Removed 1 deleted session, /)
    expect(await store.run('purge')).toBe('The trash is empty.\n')
    expect((await store.attempt(['restore', 'Login Flow'])).code).toBe(2)
  })
})

describe('duplicate, split, merge', () => {
  test('make sessions of sessions', async () => {
    await using store = await copy()
    const { session } = await store.json('duplicate', 'Login Flow', 'Copy')
    expect(session).toMatchObject({ name: 'Copy', type: 'duplicate', requests: 3 })
    expect(await store.run('duplicate', 'Login Flow')).toContain('"Login Flow (copy)"')
    const split = ['split', 'Login Flow', 'method:GET', '--as', 'Gets', '--rest', 'Others']
    const { matching, rest } = await store.json(...split)
    expect([matching.requests, rest.requests]).toEqual([2, 1])
    expect(await store.json('split', 'Login Flow', 'method:GET', '--as', 'G')).not.toHaveProperty(
      'rest',
    )
    expect(await store.run(...split)).toMatch(/^Made "Gets" .*\nMade "Others" /)
    const merged = await store.json('merge', 'API v2 Migration', 'Login Flow', '--as', 'Both')
    expect(merged.session).toMatchObject({ name: 'Both', type: 'merge', requests: 5 })
    const { entries } = await store.json('show', 'Both')
    expect(entries.map(({ startedAt }: any) => startedAt)).toEqual(
      entries.map(({ startedAt }: any) => startedAt).toSorted(),
    )
    expect(await store.run('merge', 'Gets', 'Others', '--as', 'Again')).toContain('3 requests')
    expect((await store.attempt(['split', 'Login Flow', 'method:GET'])).stderr).toContain('--as')
  })

  test('stores of CI shards become one', async () => {
    await using one = await copy()
    await using other = await cliStore()
    await using all = await cliStore()
    await other.run('create', 'From another shard')
    const united = await all.json('merge', one.path, other.path)
    expect(united.added).toHaveLength(3)
    expect(united).toMatchObject({ present: [], skipped: [] })
    expect(await all.run('merge', one.path, other.path)).toBe(
      'Added 0 sessions, 3 were there already.\n',
    )
    expect(await names(all, '--sort', 'name')).toEqual([
      'API v2 Migration',
      'From another shard',
      'Login Flow',
    ])
    const missing = await all.attempt(['merge', 'Login Flow', 'Checkout'])
    expect(missing.code).toBe(2)
    expect(missing.stderr).toContain('There is no store at Login Flow.')
    expect(missing.stderr).toContain('add --as NAME')
  })
})

describe('annotate', () => {
  test('says something about a session, entries of a query, or entries by number', async () => {
    await using store = await copy()
    const said = ['--note', 'release 2.5', '--author', 'ada']
    expect(await store.json('annotate', 'Login Flow', ...said)).toMatchObject({ annotated: 0 })
    const marks = ['--note', 'sets the cookie', '--color', 'red', '--tag', 'bug', '--tag', 'auth']
    expect(await store.json('annotate', 'Login Flow', 'method:POST', ...marks)).toMatchObject({
      session: { name: 'Login Flow' },
      annotated: 1,
    })
    const numbers = ['--entry', '1', '--entry', '2', '--color', 'green', '--link', 'jira:ABC-7']
    expect(await store.run('annotate', 'Login Flow', ...numbers)).toBe(
      'Annotated 2 entries of "Login Flow".\n',
    )
    const { annotations } = await store.json('annotate', 'Login Flow', '--list')
    expect(annotations).toMatchObject([
      { note: 'release 2.5', author: 'ada' },
      { entry: { position: 0 }, note: 'sets the cookie', color: 'red', tags: ['bug', 'auth'] },
      { entry: { position: 1 }, color: 'green', links: ['jira:ABC-7'] },
      { entry: { position: 2 }, color: 'green', links: ['jira:ABC-7'] },
    ])
    expect(annotations[1].author).toMatch(/./)
    const text = await store.run('annotate', 'Login Flow', '--list')
    expect(text).toMatch(/red +sets the cookie #bug #auth/)
    expect((await store.json('search', 'tag:bug color:red')).count).toBe(1)
    expect(await store.run('show', 'Login Flow')).toContain('sets the cookie #bug #auth')
    expect(await store.run('show', 'Login Flow', '0')).toMatch(/Notes\n {2}sets the cookie/)
  })

  test('changes and removes what was said, by id or its beginning', async () => {
    await using store = await copy()
    await store.run('annotate', 'Login Flow', 'method:GET', '--note', 'frist')
    const list = async (): Promise<any[]> =>
      (await store.json('annotate', 'Login Flow', '--list')).annotations
    const [{ id }] = await list()
    const edited = await store.json(
      'annotate',
      'Login Flow',
      '--edit',
      id.slice(0, 8),
      '--note',
      'first',
    )
    expect(edited).toMatchObject({ edited: id })
    expect((await list()).map(({ note }) => note)).toEqual(['first', 'first'])
    expect(await store.run('annotate', 'Login Flow', '--remove', id)).toContain(
      'Removed the remark',
    )
    expect(await list()).toEqual([])
    expect(await store.run('annotate', 'Login Flow', '--list')).toBe(
      'Nothing was said about "Login Flow".\n',
    )
    expect((await store.attempt(['annotate', 'Login Flow', '--remove', id])).code).toBe(2)
  })

  test('keeps a file with entries or with the session', async () => {
    await using store = await copy()
    const file = join(store.folder, 'screen.png')
    await writeFile(file, Uint8Array.of(1, 2, 3))
    const { attached } = await store.json('annotate', 'Login Flow', 'method:POST', '--attach', file)
    expect(attached.attachment).toMatchObject({ name: 'screen.png', contentType: 'image/png' })
    expect(await store.run('annotate', 'Login Flow', '--attach', file, '--note', 'before')).toBe(
      'Attached "screen.png" to "Login Flow".\n',
    )
    expect((await store.json('search', 'has:attachment')).count).toBe(1)
    const short = attached.id.slice(0, 8)
    expect(await store.run('show', 'Login Flow', '--attachment', short)).toBe('\u0001\u0002\u0003')
    expect(await store.run('timeline', 'Login Flow')).toContain('before [screen.png]')
    const missing = await store.attempt(['annotate', 'Login Flow', '--attach', 'no-such-file'])
    expect(missing).toMatchObject({ code: 2, stdout: '' })
  })

  test('refuses what says nothing or makes no sense', async () => {
    await using store = await copy()
    const refused = async (...parameters: string[]): Promise<string> => {
      const { code, stderr } = await store.attempt(['annotate', 'Login Flow', ...parameters])
      expect(code).toBe(2)
      return stderr
    }
    expect(await refused()).toContain('There is nothing to say')
    expect(await refused('--color', 'pink')).toContain('Allowed choices are red, orange')
    expect(await refused('method:PUT', '--note', 'x')).toContain('NAME_NOT_FOUND')
    expect(await refused('--entry', '7', '--note', 'x')).toContain('has no entry 7')
    expect(await refused('x', '--entry', '1', '--note', 'x')).toContain('Give one of them')
  })

  test('links sessions and entries', async () => {
    await using store = await copy()
    expect(await store.run('link', 'Login Flow', 'jira:ABC-7')).toBe(
      '"Login Flow" linked to jira:ABC-7.\n',
    )
    const { session } = await store.json('link', 'Login Flow', 'https://wiki.test/login')
    expect(session).toMatchObject({
      mode: 'linked',
      links: ['jira:ABC-7', 'https://wiki.test/login'],
    })
    await store.run('link', 'Login Flow', 'jira:ABC-8', '--filter', 'method:POST')
    expect((await store.json('search', 'link:jira:ABC-8')).count).toBe(1)
  })

  test('the timeline has all of it in order', async () => {
    await using store = await copy()
    await store.run('annotate', 'Login Flow', 'method:POST', '--note', 'look', '--author', 'ada')
    const { items } = await store.json('timeline', 'Login Flow')
    expect(items.map(({ kind }: any) => kind)).toEqual(['entry', 'entry', 'entry', 'note'])
    expect(items[3]).toMatchObject({ entries: [items[0].entry.id], annotation: { note: 'look' } })
    const text = await store.run('timeline', 'Login Flow')
    expect(text).toMatch(/Z {2}#0 {2}POST .*\n.*\n.*\n\S+ {2}note by ada on #0: look\n$/)
  })
})

describe('files', () => {
  test('a session goes out and comes back with all that was said', async () => {
    await using store = await copy()
    await using other = await cliStore()
    await store.run('annotate', 'Login Flow', 'method:POST', '--note', 'look', '--color', 'blue')
    const file = join(store.folder, 'login.har')
    expect(await store.run('export', 'Login Flow', file)).toBe(`Wrote 3 entries to ${file}.\n`)
    const imported = await other.json('import', file)
    expect(imported).toMatchObject({ imported: 3, total: 3, issues: [] })
    expect(imported.session).toMatchObject({ name: 'Login Flow', type: 'import', requests: 3 })
    const list = ['annotate', 'Login Flow', '--list']
    const { annotations } = await other.json(...list)
    expect(annotations).toEqual((await store.json(...list)).annotations)
    expect(await other.run('import', file, '--name', 'Again')).toMatch(
      /^Imported 3 entries into "Again" /,
    )
    const { session } = await other.json('import', file, '--into', 'Again')
    expect(session.requests).toBe(6)
  })

  test('only some entries, with or without the bytes of the wire', async () => {
    await using store = await copy()
    const [all, some, small] = ['all.har', 'some.har', 'small.har']
    await store.run('export', 'Login Flow', all)
    const written = await store.json('export', 'Login Flow', some, '--filter', 'method:GET')
    expect(written).toEqual({ path: join(store.folder, some), entries: 2, losses: [] })
    await store.run('export', 'Login Flow', small, '--no-wire-bodies')
    const length = async (file: string): Promise<number> =>
      (await readFile(join(store.folder, file))).length
    expect(await length(small)).toBeLessThan(await length(all))
    await store.run('export', 'Login Flow', 'login.txt', '--format', 'har')
    expect(readHar(await readFile(join(store.folder, 'login.txt'), 'utf8')).entries).toHaveLength(3)
  })

  test('what cannot be read or written is said', async () => {
    await using store = await copy()
    await writeFile(join(store.folder, 'no.har'), 'no HAR')
    expect(await store.attempt(['import', 'no.har'])).toMatchObject({ code: 2, stdout: '' })
    expect(await store.attempt(['import', 'nowhere.har'])).toMatchObject({ code: 2, stdout: '' })
    const { stderr } = await store.attempt(['export', 'Login Flow', 'login.xyz'])
    expect(stderr).toContain('[FORMAT_UNKNOWN]')
  })
})

describe('care', () => {
  test('verify reads everything, and says what is damaged', async () => {
    await using store = await copy()
    const sound = await store.json('verify')
    expect(sound).toMatchObject({ checked: 2, damaged: 0 })
    expect(await store.run('verify', 'Login Flow')).toMatch(
      /^sound +"Login Flow" .*\nChecked 1 session, none is damaged\.\n$/,
    )
    const { session } = await store.json('show', 'Login Flow')
    const journal = join(store.path, 'sessions', session.id, 'seg-0001.ndjson')
    const text = await readFile(journal, 'utf8')
    await writeFile(journal, text.replace('pixel.png', 'pixel.pnG'))
    const damaged = await store.attempt(['verify'])
    expect(damaged.code).toBe(1)
    expect(damaged.stdout).toMatch(
      /^damaged {2}"Login Flow".*\n +.*seg-0001\.ndjson:\d+: .*checksum/m,
    )
    const json = await store.attempt(['verify', 'Login Flow', '--json'])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toMatchObject({ checked: 1, damaged: 1 })
  })

  test('unlock takes a session from whoever records it', async () => {
    await using store = await cliStore()
    await using proxy = await startProxy({ store: store.path })
    await proxy.record('Held')
    expect(await store.run('list')).toContain('recording')
    const refused = await store.attempt(['unlock', 'Held'])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toContain('[NOT_ALLOWED]')
    const { lock } = await store.json('unlock', 'Held', '--force', '--reason', 'a test')
    expect(lock).toMatchObject({ state: 'revoked', revoked: { reason: 'a test' } })
    expect(await store.run('unlock', 'Held')).toBe('Nobody holds the lock of "Held".\n')
    const { locks } = await store.json('unlock', 'Held', '--list')
    expect(locks[0]).toMatchObject({ purpose: 'capture', holder: { pid: process.pid } })
    expect(await store.run('unlock', 'Held', '--list')).toContain('a test')
  })

  test('prune keeps the last runs of each test, and what is pinned', async () => {
    await using store = await cliStore()
    const titlePath = ['cart', 'adds an item']
    await using opened = await openStore(store.path)
    for (let run = 1; run <= 4; run++) {
      const session = await opened.create(`Run ${run}`)
      await session.describe({ test: { runner: 'test', testId: 'cart', titlePath, retry: 0 } })
    }
    await store.run('create', 'By hand')
    await store.run('pin', 'Run 1')
    expect(await store.run('list')).toMatch(/^\+ +Run 1 .*cart › adds an item/m)
    const dry = await store.json('prune', '--keep', '2', '--dry-run')
    expect(dry.removed.map(({ name }: any) => name)).toEqual(['Run 2'])
    expect(dry).toMatchObject({ dryRun: true, kept: 4 })
    expect(await store.run('prune', '--keep', '2')).toMatch(
      /Moved 1 session .* to the trash, 4 stay/,
    )
    const { sessions } = await store.json('unpin', 'Run 1')
    expect(sessions).toMatchObject([{ name: 'Run 1', pinned: false }])
    const { removed } = await store.json('prune', '--keep', '2')
    expect(removed.map(({ name }: any) => name)).toEqual(['Run 1'])
  })
})
