import { createServer } from 'node:net'
import { once } from 'node:events'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { join } from 'node:path'
import type { Worker } from 'node:worker_threads'
import { gzipSync } from 'node:zlib'
import { isHartifactError, openStore, type Recording, startProxy } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { openProxy } from './support/open-proxy.ts'
import { all, serve, temporaryFolder, viaProxy } from './support/servers.ts'

const hello = () => serve((request, response) => void response.end(`hello ${request.url}`))

/** The code of the error that `work` fails with. */
async function codeOf(work: Promise<unknown> | (() => unknown)): Promise<string> {
  try {
    await (typeof work === 'function' ? work() : work)
  } catch (error) {
    if (isHartifactError(error)) return error.code
    throw error
  }
  return 'no error'
}

describe.each(['disk', 'memory'])('a proxy with a store on %s', (kind) => {
  const open = () => openProxy(kind)

  test('a new session is active at once; switching loses nothing', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    const login = await proxy.create('Login Flow')
    expect(proxy.active?.id).toBe(login.id)
    await viaProxy(proxy.url, `${server.url}/login`)
    const migration = await proxy.create('API v2 Migration')
    await viaProxy(proxy.url, `${server.url}/v2`)
    await proxy.activate('Login Flow')
    expect(proxy.active?.name).toBe('Login Flow')
    await viaProxy(proxy.url, `${server.url}/login-again`)
    await Promise.all([login.settled(), migration.settled()])
    const paths = async (session: typeof login) =>
      (await all(session.entries())).map(({ request }) => new URL(request.url).pathname)
    expect(await paths(login)).toEqual(['/login', '/login-again'])
    expect(await paths(migration)).toEqual(['/v2'])
  })

  test('an exchange stays with the session that was active when its head arrived', async () => {
    let answer = (): void => {}
    let resolveAsked = (): void => {}
    const asked = new Promise<void>((resolve) => (resolveAsked = resolve))
    await using server = await serve((_, response) => {
      answer = () => void response.end('late')
      resolveAsked()
    })
    await using scope = await open()
    const first = await scope.proxy.create('First')
    const pending = viaProxy(scope.proxy.url, `${server.url}/slow`)
    await asked
    const second = await scope.proxy.create('Second')
    answer()
    await pending
    await first.settled()
    await second.settled()
    expect((await all(first.entries()))[0]?.response?.status).toBe(200)
    expect(await all(second.entries())).toEqual([])
  })

  test('a recording has a port of its own, and its id works as credentials', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    const active = await proxy.create('Active')
    const checkout = await proxy.record('Checkout')
    expect(proxy.active?.id).toBe(active.id)
    expect(checkout.proxyUrl).not.toBe(proxy.url)
    await viaProxy(checkout.proxyUrl, `${server.url}/by-port`)
    await viaProxy(checkout.taggedProxyUrl, `${server.url}/by-credentials`)
    await viaProxy(proxy.url, `${server.url}/active`)
    await checkout.settled()
    await active.settled()
    const seen = (await all(checkout.entries())).map(({ attribution, request }) => [
      new URL(request.url).pathname,
      attribution,
    ])
    expect(seen).toEqual([
      ['/by-port', 'port'],
      ['/by-credentials', 'credentials'],
    ])
    expect(await checkout.coverage()).toMatchObject({
      exchanges: { port: 1, credentials: 1, active: 0 },
    })
    expect((await all(active.entries())).map(({ attribution }) => attribution)).toEqual(['active'])
    // Afterwards its credentials do not lead into another session.
    await checkout.stop()
    const late = await viaProxy(checkout.taggedProxyUrl, `${server.url}/late`)
    expect(late.status).toBe(407)
    await active.settled()
    expect((await all(active.entries())).length).toBe(1)
  })

  test('traffic before any session was made goes to a default one', async () => {
    await using server = await hello()
    await using scope = await open()
    await viaProxy(scope.proxy.url, `${server.url}/early`)
    await expect.poll(() => scope.proxy.active?.name).toBe('Default session')
    const early = await scope.proxy.store.open('Default session')
    await expect.poll(async () => (await all(early.entries({ url: '**/early' }))).length).toBe(1)
    // Between two sessions it takes over again.
    const named = await scope.proxy.create('Named')
    await viaProxy(scope.proxy.url, `${server.url}/named`)
    const stopped = await named.stop()
    await viaProxy(scope.proxy.url, `${server.url}/between`)
    await expect.poll(async () => (await all(early.entries())).length).toBe(2)
    expect((await all(stopped.entries())).map(({ request }) => request.url)).toEqual([
      `${server.url}/named`,
    ])
  })

  test('the first request is kept, also when the proxy stops before its session is there', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    await viaProxy(proxy.url, `${server.url}/first`)
    await proxy.stop()
    await using reader = kind === 'memory' ? proxy.store : await openStore(proxy.store.location)
    const session = await reader.open('Default session')
    expect(session.info.state).toBe('closed')
    expect((await all(session.entries())).map(({ response }) => response?.status)).toEqual([200])
  })

  test('the default session can be activated and stopped like any other', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    await viaProxy(proxy.url, `${server.url}/1`)
    await expect.poll(() => proxy.active?.name).toBe('Default session')
    await proxy.create('Named')
    const session = await proxy.activate('Default session')
    await viaProxy(proxy.url, `${server.url}/2`)
    expect(proxy.active?.id).toBe(session.id)
    await (session as Recording).stop()
    expect(proxy.active).toBe(undefined)
    expect((await all(session.entries())).length).toBe(2)
    // The next one is another.
    await viaProxy(proxy.url, `${server.url}/3`)
    await expect.poll(() => proxy.active?.name).toBe('Default session')
    expect(proxy.active?.id).not.toBe(session.id)
  })

  test('many who activate at once get the same recording, and it is the active one', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    const { id } = await (await proxy.record('Continued')).stop()
    const [one, other] = await Promise.all([proxy.activate(id), proxy.activate('Continued')])
    expect(one).toBe(other)
    const created = await Promise.all(['a', 'b', 'c', 'd'].map((name) => proxy.create(name)))
    await viaProxy(proxy.url, `${server.url}/`)
    await Promise.all(created.map((recording) => recording.settled()))
    const counts = await Promise.all(created.map(async (each) => (await each.stats()).requests))
    expect(created[counts.indexOf(1)]?.id).toBe(proxy.active?.id)
  })

  test('a recording that is still being made when the proxy stops is stopped too', async () => {
    await using scope = await open()
    const { proxy } = scope
    const code = codeOf(proxy.record('Pending'))
    await proxy.stop()
    expect(await code).toBe('PROXY_STOPPED')
    expect((await proxy.store.open('Pending')).info.state).toBe('closed')
  })

  test('a step within a step, and a step that fails', async () => {
    await using server = await hello()
    await using scope = await open()
    const recording = await scope.proxy.record('Steps')
    const get = (path: string) => viaProxy(recording.proxyUrl, server.url + path)
    await recording.step('outer', async () => {
      await get('/before')
      await recording.step('inner', () => get('/within'))
      await get('/after')
    })
    await get('/outside')
    await recording.settled()
    // What is exported is as new as the entries in it.
    const { path } = await recording.export(join(scope.folder.path, 'steps.har'))
    const { log } = JSON.parse(await readFile(path, 'utf8'))
    expect(log.pages.map(({ title }: { title: string }) => title)).toEqual(
      expect.arrayContaining(['outer', 'inner']),
    )
    const titles = new Map(recording.steps.map(({ id, title }) => [id, title]))
    expect((await all(recording.entries())).map(({ step }) => titles.get(step ?? ''))).toEqual([
      'outer',
      'inner',
      'outer',
      undefined,
    ])
    const failing = recording.step('fails', async () => {
      await recording.stop()
      throw new Error('the real reason')
    })
    await expect(failing).rejects.toThrow('the real reason')
  })

  test('a timeout that a timer cannot wait for is refused', async () => {
    await using scope = await open()
    const recording = await scope.proxy.record('Timeouts')
    for (const timeout of [Infinity, 2 ** 31, -1, Number.NaN, '50' as never]) {
      expect(await codeOf(recording.settled({ timeout }))).toBe('INVALID_ARGUMENT')
      expect(await codeOf(recording.stop({ timeout }))).toBe('INVALID_ARGUMENT')
    }
    await recording.settled({ timeout: 0 })
    await recording.stop({ timeout: 2 ** 31 - 1 })
  })

  test('reading: filters, bodies, text, notes, steps, numbers', async () => {
    const zipped = gzipSync('{"ok":true}')
    await using server = await serve((request, response) => {
      request.resume()
      request.on('end', () => {
        response.writeHead(request.method === 'POST' ? 302 : 200, {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
        })
        response.end(zipped)
      })
    })
    await using scope = await open()
    const recording = await scope.proxy.record('Reading')
    await recording.step('sign in', () =>
      viaProxy(recording.proxyUrl, `${server.url}/login`, { method: 'POST', body: 'user=ada' }),
    )
    await viaProxy(recording.proxyUrl, `${server.url}/account?x=1`)
    await recording.settled()
    expect(
      await recording.annotate(
        { url: '**/login' },
        { note: 'issues the token', color: 'red', tags: ['bug'] },
      ),
    ).toBe(1)
    await recording.annotate({ note: 'release 2.5, staging' })
    const session = await recording.stop()

    const [login] = await all(session.entries({ method: 'POST', url: '**/login' }))
    expect(login?.annotations).toMatchObject([
      { note: 'issues the token', color: 'red', tags: ['bug'] },
    ])
    expect(session.annotations).toMatchObject([{ note: 'release 2.5, staging' }])
    expect(session.steps).toMatchObject([{ title: 'sign in', endedAt: expect.any(String) }])
    expect(login?.step).toBe(session.steps[0]?.id)
    expect(Buffer.from(await session.body(login?.request.body)).toString()).toBe('user=ada')
    expect(Buffer.from(await session.body(login?.response?.body))).toEqual(zipped)
    expect(Buffer.from(await session.decoded(login?.response)).toString()).toBe('{"ok":true}')
    expect(await session.text(login?.response)).toBe('{"ok":true}')
    expect(login?.timings.total).toBeGreaterThan(0)
    expect(login?.remoteAddress).toBe('127.0.0.1')
    expect(await session.stats()).toMatchObject({
      requests: 2,
      failed: 0,
      bytes: 8 + 2 * zipped.length,
    })
    expect(session.info.state).toBe('closed')
    await session.annotate({ status: 302 }, { note: 'added afterwards' })
    const [again] = await all(session.entries({ status: 302 }))
    expect(again?.annotations.map(({ note }) => note)).toEqual([
      'issues the token',
      'added afterwards',
    ])
    expect(await codeOf(session.annotate({ url: '**/nothing' }, { note: 'x' }))).toBe(
      'NAME_NOT_FOUND',
    )
  })

  test('what happens twice or too late is a clear error, and disposing is always safe', async () => {
    await using scope = await open()
    const { proxy } = scope
    const recording = await proxy.record('Once')
    const session = await recording.stop()
    expect(session.name).toBe('Once')
    expect(await codeOf(recording.stop())).toBe('RECORDING_STOPPED')
    expect(await codeOf(recording.settled())).toBe('RECORDING_STOPPED')
    await expect(viaProxy(recording.proxyUrl, 'http://127.0.0.1:1/')).rejects.toThrow(
      'ECONNREFUSED',
    )
    await recording[Symbol.asyncDispose]()
    await recording[Symbol.asyncDispose]()
    expect(await codeOf(proxy.activate('Onec'))).toBe('NAME_NOT_FOUND')
    await expect(proxy.activate('Onec')).rejects.toThrow('Did you mean "Once"?')
    await proxy.stop()
    expect(await codeOf(proxy.stop())).toBe('PROXY_STOPPED')
    expect(await codeOf(proxy.create('After'))).toBe('PROXY_STOPPED')
    await proxy[Symbol.asyncDispose]()
  })

  test('stopping waits for what is in flight, and cuts what does not end', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/hangs') return
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      response.write('id: 7\nevent: price\ndata: {"now":1}\n\n')
    })
    await using scope = await open()
    const recording = await scope.proxy.record('Cut')
    const hanging = viaProxy(recording.proxyUrl, `${server.url}/hangs`).catch(
      (error: Error) => error.message,
    )
    const stream = viaProxy(recording.proxyUrl, `${server.url}/events`).catch(
      (error: Error) => error.message,
    )
    await expect
      .poll(
        async () =>
          (await all(recording.entries())).filter(({ messages }) => messages?.length).length,
      )
      .toBe(1)
    expect(await codeOf(recording.settled({ timeout: 50 }))).toBe('TIMED_OUT')
    const session = await recording.stop({ timeout: 50 })
    expect(await hanging).toMatch(/hang up|ECONNRESET/)
    expect(await stream).toMatch(/hang up|ECONNRESET|aborted/)
    const entries = await all(session.entries())
    expect(entries.map(({ failure }) => failure?.kind)).toEqual(['unfinished', 'unfinished'])
    const events = entries.find(({ request }) => request.url.endsWith('/events'))
    expect(events?.messages).toMatchObject([
      { kind: 'event', event: 'price', eventId: '7', data: '{"now":1}' },
    ])
  })
})

test('secrets are replaced before they reach the disk, the same one by the same placeholder', async () => {
  const secret = 'tok-9f8e7d6c5b4a39281706'
  await using server = await serve((_, response) => {
    response.setHeader('set-cookie', `session=${secret}; HttpOnly; Path=/`)
    response.end('ok')
  })
  await using folder = await temporaryFolder()
  const store = join(folder.path, 'store')
  {
    await using proxy = await startProxy({ store })
    const recording = await proxy.record('Secrets')
    await viaProxy(recording.proxyUrl, `${server.url}/a?access_token=${secret}&page=2`, {
      headers: { authorization: `Bearer ${secret}`, cookie: `session=${secret}; theme=dark` },
    })
    const session = await recording.stop()
    const [entry] = await all(session.entries())
    const found = JSON.stringify(entry).match(/redacted-[0-9a-f]{12}/g)
    expect(found?.length).toBeGreaterThanOrEqual(4)
    const headers = new Map(entry?.request.headers)
    const placeholder = headers.get('authorization')?.replace('Bearer ', '')
    expect(entry?.request.url).toContain(`access_token=${placeholder}&page=2`)
    expect(headers.get('cookie')).toContain(`session=${placeholder}`)
    expect(new Map(entry?.response?.headers).get('set-cookie')).toBe(
      `session=${placeholder}; HttpOnly; Path=/`,
    )
    await session.export(join(folder.path, 'secrets.har'))
  }
  for (const entry of await readdir(folder.path, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const bytes = await readFile(join(entry.parentPath, entry.name))
    expect(bytes.includes(secret), entry.name).toBe(false)
  }
})

test('redact: "off" keeps everything, and the session says so', async () => {
  await using server = await hello()
  await using proxy = await startProxy({ store: ':memory:', redact: 'off' })
  const recording = await proxy.record('Raw')
  await viaProxy(recording.proxyUrl, `${server.url}/?token=abc`, {
    headers: { authorization: 'Bearer abc' },
  })
  const session = await recording.stop()
  expect(JSON.stringify(await all(session.entries()))).toContain('Bearer abc')
  expect(session.info.redaction).toBe('off')
})

test('a port in use, a foreign folder and an unusable path are told apart', async () => {
  await using folder = await temporaryFolder()
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  const { port } = blocker.address() as { port: number }
  expect(await codeOf(startProxy({ store: ':memory:', port }))).toBe('PORT_IN_USE')
  blocker.close()
  await writeFile(join(folder.path, 'thesis.txt'), 'mine')
  expect(await codeOf(openStore(folder.path))).toBe('STORE_FOREIGN')
  expect(await codeOf(startProxy({ store: folder.path }))).toBe('STORE_FOREIGN')
  expect(await codeOf(openStore(join(folder.path, 'thesis.txt')))).toBe('STORE_FOREIGN')
  expect(await codeOf(openStore(join(folder.path, 'x'.repeat(300))))).toBe('STORE_UNWRITABLE')
  expect(await codeOf(startProxy({ prot: 1 } as never))).toBe('INVALID_ARGUMENT')
  const store = join(folder.path, 'newer')
  await (await openStore(store)).close()
  await writeFile(
    join(store, 'store.json'),
    JSON.stringify({ format: 'hartifact-store', version: 99 }),
  )
  expect(await codeOf(openStore(store))).toBe('FORMAT_NEWER')
})

test('a thread that dies is told by every call, and nothing waits for it', async () => {
  await using folder = await temporaryFolder()
  const started = once(process, 'worker') as Promise<[Worker]>
  await using proxy = await startProxy({ store: join(folder.path, 'store') })
  const [worker] = await started
  await using hanging = await serve(() => {})
  const recording = await proxy.create('Orphan')
  const asked = once(hanging.server, 'request')
  const request = viaProxy(recording.proxyUrl, hanging.url).catch(() => {})
  await asked
  const pending = codeOf(recording.settled({ timeout: 60_000 }))
  await worker.terminate()
  await request
  expect(await pending).toBe('GATEWAY_FAILED')
  expect(await codeOf(recording.settled())).toBe('GATEWAY_FAILED')
  expect(await codeOf(proxy.record('Another'))).toBe('GATEWAY_FAILED')
  expect(await codeOf(recording.stop())).toBe('GATEWAY_FAILED')
  expect(await codeOf(proxy.stop())).toBe('GATEWAY_FAILED')
})

test('arguments that cannot be kept are refused, not lost', async () => {
  await using folder = await temporaryFolder()
  const store = join(folder.path, 'store')
  const unkept = { title: () => 'a function' } as never
  await using proxy = await startProxy({ store })
  expect(await codeOf(proxy.record('Test', { test: unkept }))).toBe('INVALID_ARGUMENT')
  const recording = await proxy.record('Remark')
  expect(await codeOf(recording.annotate({ note: unkept }))).toBe('INVALID_ARGUMENT')
  const redact = { headers: [() => true] } as never
  expect(await codeOf(startProxy({ store, redact }))).toBe('INVALID_ARGUMENT')
  const limits = { body: '50 MB' } as never
  expect(await codeOf(startProxy({ store, limits }))).toBe('INVALID_ARGUMENT')
})

test('two sessions exported to one path at once: the file is one of them', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  await using proxy = await startProxy({ store: ':memory:' })
  const sessions = await Promise.all(
    [1, 40].map(async (count) => {
      const recording = await proxy.record(`${count}`)
      for (let i = 0; i < count; i++) await viaProxy(recording.proxyUrl, server.url)
      return recording.stop()
    }),
  )
  const path = join(folder.path, 'same.har')
  await Promise.all(sessions.map((session) => session.export(path)))
  const { log } = JSON.parse(await readFile(path, 'utf8'))
  expect([1, 40]).toContain(log.entries.length)
  expect(await readdir(folder.path)).toEqual(['same.har'])
})

test('a store that is deleted meanwhile is an error where somebody waits, and only there', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  const store = join(folder.path, 'store')
  await using proxy = await startProxy({ store })
  await viaProxy(proxy.url, server.url)
  await expect.poll(() => proxy.active?.name).toBe('Default session')
  const named = await proxy.create('Named')
  await rm(store, { recursive: true })
  expect(await codeOf(named.stop())).toBe('NAME_NOT_FOUND')
  // The default session takes over; that it cannot be read ends no process.
  expect((await viaProxy(proxy.url, server.url)).status).toBe(200)
  expect(await codeOf(proxy.record('Nowhere'))).toBe('STORE_UNWRITABLE')
})

test('nobody but this machine reaches the proxy', async () => {
  await using proxy = await startProxy({ store: ':memory:' })
  const recording = await proxy.record('Private')
  const others = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address && !address.internal && address.family === 'IPv4')
  // Every loopback address but 127.0.0.1 stands for the others where there is no other interface.
  const hosts = ['127.0.0.2', ...others.map((address) => address?.address ?? '')]
  for (const host of hosts) {
    for (const url of [proxy.url, recording.proxyUrl]) {
      const socket = connect(Number(new URL(url).port), host)
      const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
      expect(error.code).toBe('ECONNREFUSED')
    }
  }
})

test('many processes may use one store: a name gives the newest session', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  await using one = await startProxy({ store: join(folder.path, 's') })
  await using two = await startProxy({ store: join(folder.path, 's') })
  const first = await one.record('Same name')
  const second = await two.record('Same name')
  await viaProxy(second.proxyUrl, `${server.url}/second`)
  await second.settled()
  await using reader = await openStore(join(folder.path, 's'))
  const found = await reader.open('Same name')
  expect(found.id).toBe(second.id)
  expect(found.info.state).toBe('recording')
  expect((await all(found.entries())).length).toBe(1)
  expect((await reader.list()).map(({ id }) => id)).toEqual([first.id, second.id])
  expect(await codeOf(two.activate(first.id))).toBe('SESSION_LOCKED')
})

test('a session is found by its new name', async () => {
  await using folder = await temporaryFolder()
  await using proxy = await startProxy({ store: join(folder.path, 'store') })
  const recording = await proxy.record('Old name')
  expect(await codeOf(recording.describe({ name: ' ' }))).toBe('INVALID_ARGUMENT')
  await recording.describe({ name: 'New name' })
  const session = await recording.stop()
  expect(session.name).toBe('New name')
  expect((await proxy.store.open('New name')).id).toBe(session.id)
  expect(await codeOf(proxy.store.open('Old name'))).toBe('NAME_NOT_FOUND')
  await session.describe({ name: 'Newest name' })
  expect((await proxy.store.open('Newest name')).id).toBe(session.id)
})
