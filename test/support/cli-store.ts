import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startProxy } from '@hartifact/core'
import { type CliOptions, type CliResult, runCli } from './cli.ts'
import { serve, temporaryFolder, viaProxy } from './servers.ts'

/** A store with traffic in it, and the command line for it. */
export interface CliStore extends AsyncDisposable {
  /** Folder with the store, for files. */
  readonly folder: string
  readonly path: string
  /** Runs a command; gives what it printed, and throws when it fails. */
  run(...parameters: string[]): Promise<string>
  /** The same with `--json`. */
  json<T = any>(...parameters: string[]): Promise<T>
  /** Runs a command, however it ends. */
  attempt(parameters: readonly string[], options?: CliOptions): Promise<CliResult>
}

/** Bytes that are no text. */
export const pixels: Buffer = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3, 0xff, 0xfe])

/** Records two sessions through a real proxy. */
export async function recordTraffic(path: string): Promise<void> {
  await using server = await serve((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop.test')
    if (pathname === '/login') {
      response.writeHead(302, { location: '/account' }).end()
    } else if (pathname === '/api/products') {
      const text = JSON.stringify({ items: [{ id: 1, name: 'Green tea' }], total: 1 })
      response.setHeader('content-type', 'application/json')
      response.setHeader('content-encoding', 'gzip').end(gzipSync(text))
    } else if (pathname === '/pixel.png') {
      response.setHeader('content-type', 'image/png').end(pixels)
    } else if (pathname === '/api/orders') {
      response.writeHead(500, { 'content-type': 'text/plain' }).end('a race condition, sorry')
    } else {
      response.writeHead(404).end('not here')
    }
  })
  await using proxy = await startProxy({ store: path })
  const login = await proxy.record('Login Flow')
  await viaProxy(login.proxyUrl, `${server.url}/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'email=ada%40example.test&remember=yes',
  })
  await viaProxy(login.proxyUrl, `${server.url}/api/products?q=tea`)
  await viaProxy(login.proxyUrl, `${server.url}/pixel.png`)
  await login.stop()
  const migration = await proxy.record('API v2 Migration')
  await viaProxy(migration.proxyUrl, `${server.url}/api/orders`, {
    method: 'POST',
    body: '{"a":1}',
  })
  await viaProxy(migration.proxyUrl, `${server.url}/nowhere`)
  await migration.stop()
}

/** A copy of a store for one test; an empty place when none is given. */
export async function cliStore(original?: string): Promise<CliStore> {
  const folder = await temporaryFolder()
  const path = join(folder.path, '.hartifact')
  if (original !== undefined) await cp(original, path, { recursive: true })
  const attempt: CliStore['attempt'] = (parameters, options = {}) =>
    runCli(parameters, {
      cwd: folder.path,
      ...options,
      env: { HARTIFACT_STORE: path, ...options.env },
    })
  const run = async (...parameters: string[]): Promise<string> => {
    const { code, stderr, stdout } = await attempt(parameters)
    if (code !== 0) throw new Error(`hartifact ${parameters.join(' ')}: ${code}\n${stderr}`)
    return stdout
  }
  return {
    folder: folder.path,
    path,
    attempt,
    run,
    json: async (...parameters) => JSON.parse(await run('--json', ...parameters)),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  }
}
