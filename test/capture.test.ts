import { createServer } from 'node:net'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { connect } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { isHartifactError, openStore, startProxy } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
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
  const open = async () => {
    const folder = await temporaryFolder()
    const store = kind === 'memory' ? ':memory:' : join(folder.path, '.hartifact')
    const proxy = await startProxy({ store })
    return {
      proxy,
      folder,
      async [Symbol.asyncDispose]() {
        await proxy[Symbol.asyncDispose]()
        await folder[Symbol.asyncDispose]()
      },
    }
  }

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
  await recording.describe({ name: 'New name' })
  const session = await recording.stop()
  expect(session.name).toBe('New name')
  expect((await proxy.store.open('New name')).id).toBe(session.id)
  expect(await codeOf(proxy.store.open('Old name'))).toBe('NAME_NOT_FOUND')
  await session.describe({ name: 'Newest name' })
  expect((await proxy.store.open('Newest name')).id).toBe(session.id)
})
