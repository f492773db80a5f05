import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { request as httpRequest } from 'node:http'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { isHartifactError, type Recording, startProxy } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { serveSecurely } from './support/secure-server.ts'
import { openProxy } from './support/open-proxy.ts'
import { all, serve, temporaryFolder, viaProxy } from './support/servers.ts'

const hello = () => serve((request, response) => void response.end(`hello ${request.url}`))

const paths = async (session: Pick<Recording, 'entries'>) =>
  (await all(session.entries())).map(({ request }) => new URL(request.url).pathname)

describe.each(['disk', 'memory'])('a lazy recording in a store on %s', (kind) => {
  const open = () => openProxy(kind, { defaultSession: false })

  test('leaves nothing when nothing came to it', async () => {
    await using scope = await open()
    const recording = await scope.proxy.record('Unused', { lazy: true })
    expect(recording.name).toBe('Unused')
    expect(await all(recording.entries())).toEqual([])
    expect((await recording.stats()).requests).toBe(0)
    await recording.settled()
    expect(await recording.stopIfUsed({ describe: { labels: ['x'] } })).toBeUndefined()
    expect(recording.stopped).toBe(true)
    expect(await all(recording.entries())).toEqual([])
    expect(await scope.proxy.store.list()).toEqual([])
  })

  test('comes into being with its first request, and is whole', async () => {
    await using server = await hello()
    await using scope = await open()
    const recording = await scope.proxy.record('Used', { lazy: true })
    expect(recording.proxyUrl).toBe(recording.taggedProxyUrl)
    const sent = ['/1', '/2', '/3', '/4', '/5']
    await Promise.all(sent.map((path) => viaProxy(recording.taggedProxyUrl, server.url + path)))
    await recording.settled()
    expect((await paths(recording)).toSorted()).toEqual(sent)
    const session = await recording.stopIfUsed({ describe: { labels: ['api'] } })
    expect(session?.info).toMatchObject({ name: 'Used', labels: ['api'], state: 'closed' })
    expect((await session!.summary()).requests).toBe(5)
    const [first] = await all(session!.entries())
    expect(await session!.text(first?.response)).toBe(
      `hello ${new URL(first!.request.url).pathname}`,
    )
    expect(first?.attribution).toBe('credentials')
    expect((await session!.verify()).problems).toEqual([])
  })

  test('settled() waits for what makes it come into being', async () => {
    await using server = await hello()
    await using scope = await open()
    const asked = Array.from({ length: 30 }, async (_, index) => {
      const recording = await scope.proxy.record(`R${index}`, { lazy: true })
      await viaProxy(recording.taggedProxyUrl, server.url)
      await recording.settled()
      const [entry] = await all(recording.entries())
      return entry?.response?.status
    })
    expect(new Set(await Promise.all(asked))).toEqual(new Set([200]))
  })

  test('large bodies wait until it is there', async () => {
    const text = 'x'.repeat(3_000_000)
    await using server = await serve((_, response) => void response.end(text))
    await using scope = await open()
    const recording = await scope.proxy.record('Large', { lazy: true })
    expect((await viaProxy(recording.taggedProxyUrl, server.url)).text).toHaveLength(text.length)
    const session = await recording.stopIfUsed()
    const [entry] = await all(session!.entries())
    expect(await session!.text(entry?.response)).toBe(text)
  })

  test('comes into being with the first thing that is said of it', async () => {
    await using scope = await open()
    const { proxy } = scope
    const said: Array<(recording: Recording) => Promise<unknown>> = [
      (one) => one.annotate({ note: 'look' }),
      (one) => one.rename('Other name'),
      (one) => one.step('pay', () => {}),
      (one) => one.attach({ name: 'a.txt', content: Buffer.from('a') }),
      (one) => one.reportBypass('x', 'y'),
      (one) => one.summary(),
    ]
    for (const say of said) {
      const recording = await proxy.record('Said', { lazy: true })
      await say(recording)
      expect(await recording.stopIfUsed()).toBeDefined()
    }
    const names = (await proxy.store.list()).map(({ name }) => name)
    expect(names).toHaveLength(said.length)
    expect(names[1]).toBe('Other name')
  })

  test('stop() leaves an empty session, disposing nothing', async () => {
    await using scope = await open()
    const stopped = await scope.proxy.record('Stopped', { lazy: true })
    expect((await stopped.stop()).info.state).toBe('closed')
    const disposed = await scope.proxy.record('Disposed', { lazy: true })
    await disposed[Symbol.asyncDispose]()
    await scope.proxy.record('Left', { lazy: true })
    await scope.proxy.stop()
    if (kind === 'memory') return
    const sessions = join(scope.folder.path, '.hartifact', 'sessions')
    expect(await readdir(sessions)).toEqual([stopped.id])
  })

  test('its heir takes what comes when it has been stopped', async () => {
    await using server = await hello()
    await using scope = await open()
    const { proxy } = scope
    const outside = await proxy.record('Outside', { lazy: true })
    const login = await proxy.record('Login', { lazy: true, heir: outside.id })
    const alone = await proxy.record('Alone', { lazy: true })
    await viaProxy(login.taggedProxyUrl, `${server.url}/login`)
    await login.stopIfUsed()
    await alone.stopIfUsed()
    expect((await viaProxy(login.taggedProxyUrl, `${server.url}/late`)).status).toBe(200)
    expect((await viaProxy(alone.taggedProxyUrl, `${server.url}/late`)).status).toBe(407)
    expect(await paths(await proxy.store.open(login.id))).toEqual(['/login'])
    await outside.settled()
    expect(await paths(outside)).toEqual(['/late'])
    expect((await all(outside.entries()))[0]?.attribution).toBe('active')
    await outside.stop()
    expect((await viaProxy(login.taggedProxyUrl, `${server.url}/later`)).status).toBe(407)
  })

  test('an open tunnel goes on for the heir', async () => {
    await using server = await hello()
    await using scope = await open()
    const outside = await scope.proxy.record('Outside', { lazy: true })
    const login = await scope.proxy.record('Login', { lazy: true, heir: outside.id })
    const socket = await tunnel(login, new URL(server.url).host)
    const ask = async (path: string): Promise<string> => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${new URL(server.url).host}\r\n\r\n`)
      const [chunk] = (await once(socket, 'data')) as [Buffer]
      return chunk.toString()
    }
    expect(await ask('/1')).toContain('hello /1')
    const session = await login.stopIfUsed()
    expect(await ask('/2')).toContain('hello /2')
    socket.destroy()
    await outside.settled()
    expect([await paths(session!), await paths(outside)]).toEqual([['/1'], ['/2']])
  })
})

test('the manifest of a lazy session that has ended needs no reading', async () => {
  await using server = await hello()
  await using folder = await temporaryFolder()
  await using proxy = await startProxy({ store: folder.path, defaultSession: false })
  const recording = await proxy.record('Quick', { lazy: true })
  await viaProxy(recording.taggedProxyUrl, server.url)
  await recording.stopIfUsed()
  const path = join(folder.path, 'sessions', recording.id, 'manifest.json')
  expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({ counts: { requests: 1 } })
})

describe('TLS of the client', () => {
  const ask = async (
    recording: Recording,
    url: string,
    tls: object | undefined,
  ): Promise<string> => {
    const { host } = new URL(url)
    const below = await tunnel(recording, host, tls)
    const socket = connect({ socket: below, rejectUnauthorized: false, servername: '' })
    socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`)
    let text = ''
    socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    // Servers of the tests reset connections that they have answered for good.
    for (const one of [below, socket]) one.on('error', () => {})
    await new Promise((resolve) => socket.once('close', resolve))
    return text.split('\r\n', 1)[0] ?? ''
  }

  test('a server that only the client trusts is trusted for it alone', async () => {
    await using server = await serveSecurely((_, response) => void response.end('secret'))
    await using folder = await temporaryFolder()
    await using proxy = await startProxy({ store: folder.path, defaultSession: false })
    const recording = await proxy.record('Pinned')
    const ca = [await readFile(server.certPath, 'utf8')]
    expect(await ask(recording, server.url, undefined)).toBe('')
    expect(await ask(recording, server.url, { ca })).toContain('200')
    expect(await ask(recording, server.url, { insecure: true })).toContain('200')
    expect(await ask(recording, server.url, { insecure: 'yes' })).toBe('')
    expect(await ask(recording, server.url, { ca, filler: 'x'.repeat(30_000) })).toContain('200')
    expect(await ask(recording, server.url, undefined)).toBe('')
  })
})

/** A tunnel to `authority` that belongs to a recording. */
async function tunnel(recording: Recording, authority: string, tls?: object): Promise<Socket> {
  const { hostname, password, port, username } = new URL(recording.taggedProxyUrl)
  const encoded = tls && Buffer.from(JSON.stringify(tls)).toString('base64')
  const request = httpRequest({
    host: hostname,
    port,
    method: 'CONNECT',
    path: authority,
    agent: false,
    headers: {
      'proxy-authorization': `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
      ...(encoded && { 'hartifact-client-tls': encoded.match(/.{1,8000}/g) ?? [] }),
    },
  })
  request.end()
  const [response, socket] = (await once(request, 'connect')) as [{ statusCode: number }, Socket]
  expect(response.statusCode).toBe(200)
  return socket
}

test('a recording cannot be stopped twice', async () => {
  await using folder = await temporaryFolder()
  await using proxy = await startProxy({ store: folder.path, defaultSession: false })
  const recording = await proxy.record('Twice', { lazy: true })
  await recording.stopIfUsed()
  const error = await recording.stopIfUsed().catch((thrown: unknown) => thrown)
  expect(isHartifactError(error, 'RECORDING_STOPPED')).toBe(true)
})
