import { readFile, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  isHartifactError,
  openStore,
  type ProxyOptions,
  type Recording,
  type Session,
  startProxy,
} from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { openProxy } from './support/open-proxy.ts'
import { all, serve, temporaryFolder, viaProxy } from './support/servers.ts'

const hello = () =>
  serve((request, response) => {
    const status = /^\/status\/(\d+)/.exec(request.url ?? '')?.[1] ?? '200'
    response.writeHead(Number(status), { 'content-type': 'text/plain' })
    response.end(`hello ${request.url}`)
  })

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (isHartifactError(error)) return error.code
    throw error
  }
  return 'no error'
}

const paths = async (session: Session): Promise<string[]> =>
  (await all(session.entries())).map(({ request }) => new URL(request.url).pathname)

const names = async (store: { list(): Promise<Session[]> }): Promise<string[]> =>
  (await store.list()).map(({ name }) => name)

describe.each(['disk', 'memory'])('a proxy with a store on %s', (kind) => {
  const open = (options?: Omit<ProxyOptions, 'store'>) => openProxy(kind, options)

  test('a default session is active from the start, and stays when something came to it', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    expect(proxy.active?.name).toBe('Default session')
    await viaProxy(proxy.url, `${server.url}/first`)
    const login = await proxy.create('Login')
    await viaProxy(proxy.url, `${server.url}/login`)
    expect(await names(proxy.store)).toEqual(['Default session', 'Login'])
    expect(await paths(await proxy.store.open('Default session'))).toEqual(['/first'])
    await login.settled()
    expect(await paths(login)).toEqual(['/login'])
  })

  test('a default session that nothing came to leaves nothing behind', async () => {
    await using scope = await open({ defaultSession: 'Elsewhere' })
    const { proxy } = scope
    expect(await names(proxy.store)).toEqual(['Elsewhere'])
    await proxy.create('Login')
    expect(await names(proxy.store)).toEqual(['Login'])
    await using none = await open({ defaultSession: false })
    expect(none.proxy.active).toBeUndefined()
    expect(await names(none.proxy.store)).toEqual([])
  })

  test('a default session that somebody else wrote into stays', async () => {
    await using scope = await open()
    const { proxy } = scope
    await (await proxy.store.open('Default session')).attach({ name: 'a.txt', content: 'a' })
    await proxy.create('Login')
    expect(await names(proxy.store)).toEqual(['Default session', 'Login'])
  })

  test('remarks of other writers are changed, and clearings undone, also on a recording', async () => {
    await using scope = await open()
    const login = await scope.proxy.create('Login')
    await login.step('pay', () => {})
    const { id } = await login.attach({ name: 'a.txt', content: 'a', note: 'old' })
    await login.editAnnotation(id, { note: 'new' })
    expect(login.annotations.map(({ note }) => note)).toEqual(['new'])
    await login.removeAnnotation(id)
    expect(login.annotations).toEqual([])
    await (await scope.proxy.store.open('Login')).clear()
    expect(await login.unclear()).toBe(true)
    expect(login.steps).toHaveLength(1)
  })

  test('what passes while a recording is paused is counted, not kept', async () => {
    await using server = await hello()
    await using scope = await open()
    const login = await scope.proxy.create('Login')
    await viaProxy(scope.proxy.url, `${server.url}/one`)
    await login.pause()
    expect(await login.summary()).toMatchObject({ paused: true, state: 'recording' })
    await viaProxy(scope.proxy.url, `${server.url}/two`)
    await viaProxy(login.proxyUrl, `${server.url}/three`)
    await login.resume()
    expect((await login.summary()).paused).toBeUndefined()
    await viaProxy(scope.proxy.url, `${server.url}/four`)
    const session = await login.stop()
    expect(await paths(session)).toEqual(['/one', '/four'])
    expect(session.info.coverage).toMatchObject({ paused: 2, exchanges: { active: 2 } })
  })

  test('remarks are put on entries by rule, of one recording or of all', async () => {
    await using server = await hello()
    await using scope = await open({
      annotate: [{ when: { status: '5xx' }, remark: { color: 'red', tags: ['bug'] } }],
    })
    const { proxy } = scope
    const login = await proxy.record('Login')
    await login.annotateWhen('url:/slow', { note: 'known to be slow' })
    for (const path of ['/ok', '/status/503', '/slow']) {
      await viaProxy(login.proxyUrl, `${server.url}${path}`)
    }
    await login.settled()
    const entries = await all(login.entries())
    expect(entries.map(({ annotations }) => annotations)).toMatchObject([
      [],
      [{ color: 'red', tags: ['bug'] }],
      [{ note: 'known to be slow' }],
    ])
    expect(await all(login.entries('tag:bug color:red'))).toHaveLength(1)
    expect(await codeOf(login.annotateWhen('staus:5xx', { note: 'x' }))).toBe('INVALID_ARGUMENT')
  })

  test('deleting the active session: refused when it is the only one, else another takes over', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    const login = await proxy.create('Login')
    expect(await codeOf(login.delete())).toBe('SESSION_ACTIVE')
    const other = await proxy.create('Other')
    await other.delete()
    expect(proxy.active?.id).toBe(login.id)
    await viaProxy(proxy.url, `${server.url}/after`)
    await login.settled()
    expect(await paths(login)).toEqual(['/after'])
    expect((await proxy.store.restore('Other')).id).toBe(other.id)
  })

  test('a running recording is cleared, and goes on', async () => {
    await using server = await hello()
    await using scope = await open()
    const login = await scope.proxy.create('Login')
    await viaProxy(scope.proxy.url, `${server.url}/one`)
    await login.settled()
    await login.clear()
    expect(await paths(login)).toEqual([])
    await viaProxy(scope.proxy.url, `${server.url}/two`)
    await login.settled()
    expect(await paths(login)).toEqual(['/two'])
    const session = await login.stop()
    expect(await session.summary()).toMatchObject({ requests: 1 })
    await scope.proxy.store.restore(session.id)
    expect(await paths(session)).toEqual(['/one', '/two'])
  })

  test('a session travels as HAR with all its remarks', async () => {
    await using server = await hello()
    await using scope = await open()
    const { store } = scope.proxy
    const recording = await scope.proxy.record('Login', {
      labels: ['nightly'],
      links: ['jira:A-1'],
    })
    await recording.step('log in', () => viaProxy(recording.proxyUrl, `${server.url}/login`))
    await recording.settled()
    await recording.annotate(
      { url: '/login' },
      { note: 'issues the token', color: 'red', tags: ['bug'], author: 'ada' },
    )
    await recording.attach(
      { name: 'shot.png', content: Buffer.from([1, 2, 3]), contentType: 'image/png' },
      { url: '/login' },
    )
    await recording.annotate({ note: 'staging' })
    const session = await recording.stop()
    const { path } = await session.export(join(scope.folder.path, 'login.har'))
    const har = JSON.parse(await readFile(path, 'utf8')).log
    expect(har.entries[0].comment).toBe('issues the token #bug [red] (ada)\n[shot.png]')

    const { imported, issues, session: back, total } = await store.import(path)
    expect({ imported, issues, total }).toEqual({ imported: 1, issues: [], total: 1 })
    expect(await all(back.entries())).toEqual(await all(session.entries()))
    expect(back.annotations).toEqual(session.annotations)
    expect(back.steps).toEqual(session.steps)
    expect(back.info).toMatchObject({
      name: 'Login',
      labels: ['nightly'],
      links: ['jira:A-1'],
      coverage: session.info.coverage,
      origin: { kind: 'import', file: 'login.har' },
    })
    const [entry] = await all(back.entries())
    const attachment = entry?.annotations.find((one) => one.attachment)?.attachment
    expect([...(await back.body(attachment?.body))]).toEqual([1, 2, 3])

    const into = await store.import(path, { into: back.id })
    expect(into.session.id).toBe(back.id)
    expect(await all(back.entries())).toHaveLength(2)
    expect((await back.verify()).problems).toEqual([])
  })
})

test('a session that is continued with other rules says so', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  await using store = await openStore(location)
  const { id } = await store.create('Login')
  const redactions: string[] = []
  for (const redact of ['strict', 'default', 'off'] as const) {
    await using proxy = await startProxy({ store: location, redact, defaultSession: false })
    await proxy.activate(id)
    await viaProxy(proxy.url, `${server.url}/x`)
    await proxy.stop()
    redactions.push((await store.open(id)).info.redaction)
  }
  expect(redactions).toEqual(['strict', 'custom', 'off'])
})

test('what was cleared counts for what a session says of its redaction; a pause ends with its recording', async () => {
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  await using store = await openStore(location)
  const session = await store.create('Login')
  {
    await using proxy = await startProxy({ store: location, session: session.id, redact: 'off' })
    await (proxy.active as Recording).pause()
    await session.clear()
  }
  await using proxy = await startProxy({ store: location, session: session.id })
  expect(await session.summary()).toMatchObject({ state: 'recording' })
  expect(await session.summary()).not.toHaveProperty('paused')
  expect((await store.open(session.id)).info.redaction).toBe('off')
  await proxy.stop()
})

test('secrets in a file of another tool are replaced before they reach the store', async () => {
  await using folder = await temporaryFolder()
  const entry = {
    startedDateTime: '2026-03-01T12:00:00.000Z',
    time: 5,
    request: {
      method: 'GET',
      url: 'https://api.test/me?access_token=s3cret',
      httpVersion: 'HTTP/1.1',
      headers: [{ name: 'Authorization', value: 'Bearer s3cret' }],
    },
    response: { status: 200, statusText: 'OK', headers: [], content: { text: 'hi' } },
    timings: {},
    comment: 'looked at',
  }
  const file = join(folder.path, 'foreign.har')
  const { writeFile } = await import('node:fs/promises')
  await writeFile(file, JSON.stringify({ log: { version: '1.2', entries: [entry, entry] } }))
  await using store = await openStore(join(folder.path, 'store'))
  const { session } = await store.import(file, { name: 'Foreign' })
  const [found, second] = await all(session.entries())
  expect(found?.annotations).toMatchObject([{ note: 'looked at' }])
  expect(second?.annotations[0]?.id).not.toBe(found?.annotations[0]?.id)
  expect(JSON.stringify(found)).not.toContain('s3cret')
  expect(session.info).toMatchObject({ name: 'Foreign', redaction: 'default' })
  const raw = await store.import(file, { redact: 'off' })
  expect(JSON.stringify(await all(raw.session.entries()))).toContain('s3cret')
  expect(await codeOf(store.import(join(folder.path, 'none.har')))).toBe('INVALID_ARGUMENT')
  await writeFile(file, 'no har')
  expect(await codeOf(store.import(file))).toBe('FORMAT_UNKNOWN')
})

test('the active session is shared with other processes through the store', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  const store = join(folder.path, 'store')
  await using other = await openStore(store)
  const chosen = await other.create('Chosen', { activate: true })
  await using proxy = await startProxy({ store, followActive: true })
  expect(proxy.active?.id).toBe(chosen.id)
  await viaProxy(proxy.url, `${server.url}/chosen`)
  const next = await other.create('Next')
  await other.use('Next')
  await expect.poll(() => proxy.active?.id).toBe(next.id)
  await viaProxy(proxy.url, `${server.url}/next`)
  const own = await proxy.create('Own')
  expect((await other.active())?.id).toBe(own.id)
  await proxy.stop()
  await using again = await startProxy({ store, session: 'Chosen', followActive: true })
  expect((await other.active())?.id).toBe(chosen.id)
  expect(await codeOf(startProxy({ store, session: 'Chosen' }))).toBe('SESSION_LOCKED')
  expect(await codeOf(startProxy({ store, session: 'Choosen' }))).toBe('NAME_NOT_FOUND')
  await again.stop()
  expect(await paths(await other.open('Chosen'))).toEqual(['/chosen'])
  expect(await paths(await other.open('Next'))).toEqual(['/next'])
})

test('a store that is only read is left as it is', async () => {
  await using folder = await temporaryFolder()
  const location = join(folder.path, 'store')
  await using store = await openStore(location)
  await store.create('Login')
  // What opening for writing would make again.
  await rm(join(location, 'trash'), { recursive: true })
  await using reader = await openStore(location, { readOnly: true })
  expect(await names(reader)).toEqual(['Login'])
  expect(await readdir(location)).not.toContain('trash')
  expect(await codeOf(openStore(join(folder.path, 'none'), { readOnly: true }))).toBe(
    'STORE_FOREIGN',
  )
})

test('stores of shards are united, again and again', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  const shards = ['one', 'two'].map((name) => join(folder.path, name))
  for (const shard of shards) {
    await using proxy = await startProxy({ store: shard, defaultSession: false })
    const recording = await proxy.record(`in ${shard.at(-1)}`)
    await viaProxy(recording.proxyUrl, `${server.url}/x`)
    await recording.stop()
  }
  await using busy = await startProxy({ store: shards[0]!, defaultSession: false })
  const running = await busy.record('running')
  await using store = await openStore(join(folder.path, 'all'))
  const first = await store.unite(shards)
  expect(first.added).toHaveLength(2)
  expect(first.skipped).toEqual([{ id: running.id, reason: expect.stringContaining('recorded') }])
  expect((await store.unite(shards)).present).toHaveLength(2)
  for (const session of await store.list()) {
    expect((await session.verify()).problems).toEqual([])
    expect(await paths(session)).toEqual(['/x'])
  }
  expect(await codeOf(store.unite([folder.path]))).toBe('STORE_FOREIGN')
})
