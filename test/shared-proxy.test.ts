import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { fileURLToPath } from 'node:url'
import { isHartifactError, joinProxy, openStore, startProxy } from '@hartifact/core'
import { describe, expect, test } from 'vitest'
import { all, serve, temporaryFolder, viaProxy } from './support/servers.ts'

const hello = () => serve((request, response) => void response.end(`hello ${request.url}`))
const child = fileURLToPath(new URL('support/join-child.mjs', import.meta.url))

describe('a shared proxy', () => {
  test('records for whoever joins it', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    await using proxy = await startProxy({ store: folder.path, defaultSession: false })
    const endpoint = await proxy.share()
    expect(await proxy.share()).toBe(endpoint)
    await using one = await joinProxy(endpoint)
    await using other = await joinProxy(endpoint)
    expect([one.url, other.url]).toEqual([proxy.url, proxy.url])
    const login = await one.record('Login', { lazy: true })
    const pay = await other.record('Pay')
    await viaProxy(login.taggedProxyUrl, `${server.url}/login`)
    await viaProxy(pay.proxyUrl, `${server.url}/pay`)
    await login.settled()
    await login.annotateWhen({ path: /x$/ }, { note: 'x' })
    await viaProxy(login.taggedProxyUrl, `${server.url}/x`)
    const session = await login.stopIfUsed({ describe: { labels: ['joined'] } })
    expect(session?.info.labels).toEqual(['joined'])
    const [, second] = await all(session!.entries())
    expect(second?.annotations).toMatchObject([{ note: 'x' }])
    expect(await all(pay.entries())).toHaveLength(1)
  })

  test('a guest that leaves ends its own recordings only', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    await using proxy = await startProxy({ store: folder.path, defaultSession: false })
    const endpoint = await proxy.share()
    await using stays = await joinProxy(endpoint)
    const kept = await stays.record('Kept')
    const leaves = await joinProxy(endpoint)
    const gone = await leaves.record('Gone')
    await viaProxy(gone.proxyUrl, server.url)
    await leaves.stop()
    expect((await proxy.store.open(gone.id)).info.state).toBe('closed')
    expect((await viaProxy(kept.proxyUrl, server.url)).status).toBe(200)
    await expect(viaProxy(gone.proxyUrl, server.url)).rejects.toThrow('ECONNREFUSED')
  })

  test('the recordings of a process that is killed end in order', async () => {
    await using server = await hello()
    await using folder = await temporaryFolder()
    await using proxy = await startProxy({ store: folder.path, defaultSession: false })
    const process = spawn(globalThis.process.execPath, [child, await proxy.share(), server.url], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const id = await lineOf(process)
    process.kill('SIGKILL')
    await once(process, 'exit')
    await using store = await openStore(folder.path)
    await expect.poll(async () => (await store.open(id)).info.state).toBe('closed')
    expect(await all((await store.open(id)).entries())).toHaveLength(1)
  })

  test('whoever does not know the secret gets nothing', async () => {
    await using folder = await temporaryFolder()
    await using proxy = await startProxy({ store: folder.path, defaultSession: false })
    const endpoint = JSON.parse(await proxy.share()) as { path: string; token: string }
    const guess = JSON.stringify({ ...endpoint, token: 'a'.repeat(endpoint.token.length) })
    expect(await codeOf(joinProxy(guess).then((joined) => joined.record('x')))).toBe(
      'GATEWAY_FAILED',
    )
    const socket = connect(endpoint.path)
    await once(socket, 'connect')
    socket.on('error', () => {})
    socket.write(Buffer.from([255, 255, 255, 255, 0]))
    await once(socket, 'close')
    expect((await joinProxy(JSON.stringify(endpoint))).url).toBe(proxy.url)
  })

  test('its end is told', async () => {
    await using folder = await temporaryFolder()
    const proxy = await startProxy({ store: folder.path, defaultSession: false })
    const endpoint = await proxy.share()
    await using joined = await joinProxy(endpoint)
    expect(await codeOf(joined.share())).toBe('INVALID_ARGUMENT')
    await proxy.stop()
    expect(await codeOf(joined.record('Late'))).toBe('GATEWAY_FAILED')
    expect(await codeOf(joinProxy(endpoint))).toBe('GATEWAY_FAILED')
    expect(await codeOf(joinProxy('{}'))).toBe('INVALID_ARGUMENT')
  })

  test('a store in memory cannot be shared', async () => {
    await using proxy = await startProxy({ store: ':memory:' })
    expect(await codeOf(proxy.share())).toBe('INVALID_ARGUMENT')
  })
})

test('a proxy that was told so does not keep its process', async () => {
  await using folder = await temporaryFolder()
  const source = `import { startProxy } from '@hartifact/core'
    const proxy = await startProxy({ store: ${JSON.stringify(folder.path)} })
    proxy.unref()
    console.log('started')`
  const process = spawn(globalThis.process.execPath, ['--input-type=module', '-e', source], {
    cwd: fileURLToPath(new URL('..', import.meta.url)),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  expect(await lineOf(process)).toBe('started')
  const [code] = (await once(process, 'exit')) as [number]
  expect(code).toBe(0)
})

async function lineOf({ stdout }: ChildProcess): Promise<string> {
  const [chunk] = (await once(stdout!, 'data')) as [Buffer]
  return chunk.toString().trim()
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return isHartifactError(error) ? error.code : `no HartifactError but ${String(error)}`
}
