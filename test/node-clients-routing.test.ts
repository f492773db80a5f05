import { execFile } from 'node:child_process'
import { once } from 'node:events'
import http from 'node:http'
import http2, { connect as connectHttp2 } from 'node:http2'
import https, { get as getSecurely } from 'node:https'
import { createRequire } from 'node:module'
import net, { type AddressInfo } from 'node:net'
import tls from 'node:tls'
import { promisify } from 'node:util'
import { startProxy, type CaptureProxy, type Recording } from '@hartifact/core'
import { type Escape, type RouteOptions, routeNodeClients } from '@hartifact/node-clients'
import axios from 'axios'
import { Agent as UndiciAgent, request as undiciRequest, WebSocket as UndiciSocket } from 'undici'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { all, serve, temporaryFolder } from './support/servers.ts'
import { serveSecurely } from './support/secure-server.ts'
import { selfSigned } from './support/wire/certificate.ts'

/** Everything that is started for these tests ends with them. */
const running: AsyncDisposable[] = []
const authority = { cert: '', key: '' }
let plain = ''
let secure = ''
let proxy: CaptureProxy

beforeAll(async () => {
  const answer: http.RequestListener = (request, response) => {
    const isSilent = request.url?.startsWith('/silent')
    if (!isSilent) response.end(`${request.method} ${request.url}`)
  }
  const folder = await temporaryFolder()
  const servers = [await serve(answer), await serveSecurely(answer)] as const
  proxy = await startProxy({ store: folder.path, upstream: { insecure: true } })
  running.push(folder, ...servers, proxy)
  plain = servers[0].url
  secure = servers[1].url
  Object.assign(authority, await selfSigned())
  for (const { server } of servers) {
    new WebSocketServer({ server }).on('connection', (socket) => {
      socket.on('message', (data: Buffer) => socket.send(data.toString('utf8')))
    })
  }
})

afterAll(async () => {
  for (const resource of running.toReversed()) await resource[Symbol.asyncDispose]()
})

/** What `get` of either module answers. */
function textOf(
  get: typeof http.get,
  url: string,
  options: https.RequestOptions = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const request = get(url, options, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
      response.on('end', () => resolve(text)).on('error', reject)
    })
    request.on('error', reject)
  })
}

/** Method, host and path of what a recording has, sorted. */
async function captured(recording: Recording): Promise<string[]> {
  const session = await recording.stop()
  const entries = await all(session.entries())
  return entries
    .map(({ request, response }) => {
      const { pathname } = new URL(request.url)
      return `${response?.status} ${pathname}`
    })
    .toSorted()
}

function echo(socket: WebSocket | InstanceType<typeof UndiciSocket>): Promise<string> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => socket.send('hello'))
    socket.addEventListener('error', () => reject(new Error('no connection')))
    socket.addEventListener('message', (event: { data: unknown }) => {
      socket.close()
      resolve(String(event.data))
    })
  })
}

async function overHttp2(url: string): Promise<number> {
  const session = connectHttp2(new URL(url).origin)
  const stream = session.request({ ':path': new URL(url).pathname })
  const [headers] = (await once(stream, 'response')) as [http2.IncomingHttpHeaders]
  stream.resume()
  await once(stream, 'end')
  session.close()
  return Number(headers[':status'])
}

/** A server that speaks HTTP/2 only. */
async function serveHttp2(isSecure: boolean): Promise<{ url: string } & AsyncDisposable> {
  const server = isSecure ? http2.createSecureServer(authority) : http2.createServer()
  server.on('request', (_: unknown, response: http2.Http2ServerResponse) => response.end('two'))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return {
    url: `http${isSecure ? 's' : ''}://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

describe('clients', () => {
  const clients: Record<string, () => Promise<unknown>> = {
    '/fetch': () => fetch(`${plain}/fetch`).then((response) => response.text()),
    '/fetch-tls': () => fetch(`${secure}/fetch-tls`).then((response) => response.text()),
    '/http': () => textOf(http.get, `${plain}/http`),
    '/http-no-agent': () => textOf(http.get, `${plain}/http-no-agent`, { agent: false }),
    '/https': () => textOf(https.get, `${secure}/https`),
    '/https-named': () => textOf(getSecurely, `${secure}/https-named`),
    '/https-no-agent': () => textOf(https.get, `${secure}/https-no-agent`, { agent: false }),
    '/https-own-agent': () =>
      textOf(https.get, `${secure}/https-own-agent`, { agent: new https.Agent() }),
    '/https-pinned': () => textOf(https.get, `${secure}/https-pinned`, { ca: authority.cert }),
    '/https-ciphers': () =>
      textOf(https.get, `${secure}/https-ciphers`, { minVersion: 'TLSv1.3', timeout: 10_000 }),
    '/axios': () => axios.get(`${plain}/axios`),
    '/axios-tls': () => axios.get(`${secure}/axios-tls`),
    '/undici': () => undiciRequest(`${plain}/undici`).then(({ body }) => body.text()),
    '/undici-tls': () => undiciRequest(`${secure}/undici-tls`).then(({ body }) => body.text()),
  }

  test('of all kinds are captured', async () => {
    const recording = await proxy.record('all kinds')
    await using _ = await routeNodeClients(recording, { onEscape: 'error' })
    for (const client of Object.values(clients)) await client()
    const expected = Object.keys(clients).map((path) => `200 ${path}`)
    expect(await captured(recording)).toEqual(expected.toSorted())
  })

  test('of WebSockets are captured', async () => {
    const recording = await proxy.record('web sockets')
    await using _ = await routeNodeClients(recording, { onEscape: 'error' })
    const url = plain.replace('http', 'ws')
    const secureUrl = secure.replace('http', 'ws')
    expect(await echo(new WebSocket(`${url}/ws`))).toBe('hello')
    expect(await echo(new WebSocket(`${secureUrl}/ws-tls`))).toBe('hello')
    expect(await echo(new UndiciSocket(`${url}/undici`))).toBe('hello')
    expect(await captured(recording)).toEqual(['101 /undici', '101 /ws', '101 /ws-tls'])
  })

  test('of HTTP/2 are captured, with TLS and without', async () => {
    await using secureServer = await serveHttp2(true)
    await using plainServer = await serveHttp2(false)
    const recording = await proxy.record('HTTP/2')
    await using _ = await routeNodeClients(recording, { onEscape: 'error' })
    expect(await overHttp2(`${secureServer.url}/h2`)).toBe(200)
    expect(await overHttp2(`${plainServer.url}/h2c`)).toBe(200)
    expect(await captured(recording)).toEqual(['200 /h2', '200 /h2c'])
  })

  test('keep their timeouts, signals and errors', async () => {
    const recording = await proxy.record('limits')
    await using _ = await routeNodeClients(recording)
    for (const [get, url] of [[http.get, plain] as const, [https.get, secure] as const]) {
      const waiting = get(`${url}/silent`, { timeout: 300 })
      await once(waiting, 'timeout')
      waiting.on('error', () => {}).destroy()
      const aborted = get(`${url}/silent`, { signal: AbortSignal.timeout(50) })
      const [error] = (await once(aborted, 'error')) as [Error]
      expect(error.name).toBe('AbortError')
    }
    const aborted = fetch(`${plain}/silent`, { signal: AbortSignal.timeout(100) })
    await expect(aborted).rejects.toThrow(/timeout/)
  })

  test('receive what is larger than any buffer, in both directions', async () => {
    const size = 8 * 1024 * 1024
    await using server = await serve((request, response) => request.pipe(response))
    const recording = await proxy.record('large')
    await using _ = await routeNodeClients(recording)
    const received = await new Promise<number>((resolve, reject) => {
      const request = http.request(server.url, { method: 'POST' }, (response) => {
        let length = 0
        response.on('data', (chunk: Buffer) => (length += chunk.length))
        response.on('end', () => resolve(length)).on('error', reject)
      })
      request.on('error', reject).end(Buffer.alloc(size))
    })
    expect(received).toBe(size)
  })
})

describe('sessions', () => {
  test('get their own requests when eight of them are interleaved on kept connections', async () => {
    const agents = {
      plain: new http.Agent({ keepAlive: true, maxSockets: 3 }),
      secure: new https.Agent({ keepAlive: true }),
    }
    const read = (url: string) => fetch(url).then((response) => response.text())
    const clients: ((path: string) => Promise<unknown>)[] = [
      (path) => read(`${plain}${path}`),
      (path) => textOf(http.get, `${plain}${path}`, { agent: agents.plain }),
      (path) => textOf(https.get, `${secure}${path}`, { agent: agents.secure }),
      (path) => axios.get(`${plain}${path}`),
      (path) => undiciRequest(`${secure}${path}`).then(({ body }) => body.text()),
    ]
    const numbers = Array.from({ length: 8 }, (_, index) => index)
    const recordings = await Promise.all(numbers.map((n) => proxy.record(`interleaved ${n}`)))
    await using routing = await routeNodeClients()
    const work = recordings.map((recording, n) =>
      routing.run(recording, async () => {
        for (let round = 0; round < 40; round += 1) {
          const requests = clients.map((client, index) => client(`/s${n}/r${round}/c${index}`))
          await Promise.all(requests)
        }
      }),
    )
    await Promise.all(work)
    for (const [n, recording] of recordings.entries()) {
      const lines = await captured(recording)
      expect(lines).toHaveLength(200)
      expect(new Set(lines).size).toBe(200)
      expect(lines.every((line) => line.startsWith(`200 /s${n}/`))).toBe(true)
    }
    agents.plain.destroy()
    agents.secure.destroy()
  })

  test('are asked for at each request, and run() wins', async () => {
    const [first, second, inner] = await Promise.all(
      ['first', 'second', 'inner'].map((name) => proxy.record(name)),
    )
    let current: Recording | undefined = first
    await using routing = await routeNodeClients(() => current)
    await fetch(`${plain}/first`)
    current = second
    await textOf(http.get, `${plain}/second`)
    await routing.run(inner!, async () => {
      await fetch(`${plain}/inner`)
      await textOf(https.get, `${secure}/inner`)
    })
    current = undefined
    // Its server is not trusted without the proxy.
    await expect(fetch(`${secure}/nobody`)).rejects.toThrow('fetch failed')
    await expect(textOf(https.get, `${secure}/nobody`)).rejects.toThrow('self')
    await textOf(http.get, `${plain}/nobody`)
    expect(await captured(first!)).toEqual(['200 /first'])
    expect(await captured(second!)).toEqual(['200 /second'])
    expect(await captured(inner!)).toEqual(['200 /inner', '200 /inner'])
  })

  test('let go of their connections alone', async () => {
    const [ended, going] = await Promise.all([proxy.record('ended'), proxy.record('going')])
    await using routing = await routeNodeClients()
    const agent = new https.Agent({ keepAlive: true })
    for (const recording of [ended, going]) {
      await routing.run(recording, () => textOf(https.get, secure, { agent }))
    }
    const free = (): tls.TLSSocket[] =>
      Object.values(agent.freeSockets).flatMap((sockets) => (sockets ?? []) as tls.TLSSocket[])
    expect(free()).toHaveLength(2)
    const [first] = free()
    const closed = once(first!, 'close')
    await routing.release(ended)
    await closed
    expect(free()).toHaveLength(1)
    const answer = await routing.run(going, () => textOf(https.get, `${secure}/again`, { agent }))
    expect(answer).toBe('GET /again')
    agent.destroy()
  })
})

describe('undoing', () => {
  /** All that routing touches, by identity. */
  function state(): Map<string, unknown> {
    const { ChildProcess } = createRequire(import.meta.url)('node:child_process')
    const owners = { http, https, http2, tls, net, http1: http.Agent.prototype }
    const prototypes = { secure: https.Agent.prototype, child: ChildProcess.prototype }
    const found = new Map<string, unknown>()
    for (const [name, owner] of Object.entries({ ...owners, ...prototypes })) {
      for (const [key, property] of Object.entries(Object.getOwnPropertyDescriptors(owner))) {
        const { configurable, enumerable, value, writable }: PropertyDescriptor = property
        found.set(`${name}.${key}`, value)
        found.set(`${name}.${key} attributes`, `${configurable} ${enumerable} ${writable}`)
      }
    }
    for (const version of [1, 2]) {
      const symbol = Symbol.for(`undici.globalDispatcher.${version}`)
      found.set(`dispatcher ${version}`, Reflect.get(globalThis, symbol))
    }
    found.set('named http2.connect', connectHttp2)
    found.set('named https.get', getSecurely)
    found.set('mark', Reflect.has(globalThis, Symbol.for('@hartifact/node-clients')))
    return found
  }

  test('leaves no trace, however often', async () => {
    await fetch('data:,')
    const before = state()
    for (const name of ['once', 'twice', 'thrice']) {
      const recording = await proxy.record(name)
      const off = await routeNodeClients(recording)
      expect(connectHttp2).not.toBe(before.get('named http2.connect'))
      await Promise.all([fetch(plain), textOf(http.get, plain), textOf(https.get, secure)])
      await Promise.all([off(), off()])
      await off()
      const after = state()
      for (const [key, value] of before) expect(after.get(key), key).toBe(value)
      await textOf(http.get, plain)
      await fetch(plain)
      expect(await captured(recording)).toEqual(['200 /', '200 /', '200 /'])
    }
    const sockets = Object.values(https.globalAgent.freeSockets).flat()
    expect(sockets.filter((socket) => !socket?.destroyed)).toEqual([])
  })

  test('is needed before the clients are routed again', async () => {
    const off = await routeNodeClients()
    await expect(routeNodeClients()).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT',
      message: expect.stringContaining('routed already'),
    })
    await off()
    await (
      await routeNodeClients()
    )()
  })

  test('leaves what others have laid over it', async () => {
    const recording = await proxy.record('overlaid')
    const prototype = http.Agent.prototype as unknown as Record<string, unknown>
    const nodes = prototype['createConnection']
    const off = await routeNodeClients(recording)
    const ours = prototype['createConnection'] as (...parameters: unknown[]) => unknown
    let count = 0
    prototype['createConnection'] = function (this: unknown, ...parameters: unknown[]) {
      count += 1
      return Reflect.apply(ours, this, parameters)
    }
    await textOf(http.get, `${plain}/routed`, { agent: false })
    await off()
    expect(await textOf(http.get, `${plain}/direct`, { agent: false })).toBe('GET /direct')
    expect(count).toBe(2)
    prototype['createConnection'] = nodes
    expect(await captured(recording)).toEqual(['200 /routed'])
  })

  test('lets the process end, and has kept out the proxy that Node obeys', async () => {
    const script = `
      import http from 'node:http'
      import { startProxy } from '@hartifact/core'
      import { routeNodeClients } from '@hartifact/node-clients'
      const server = http.createServer((request, response) => response.end('hi')).listen(0, '127.0.0.1')
      await new Promise((resolve) => server.once('listening', resolve))
      const url = 'http://127.0.0.1:' + server.address().port
      const upstream = { proxy: false }
      const proxy = await startProxy({ store: process.env.HARTIFACT_STORE, upstream })
      const recording = await proxy.record('process')
      const off = await routeNodeClients(recording)
      await fetch(url)
      await new Promise((resolve) => http.get(url, (response) => response.resume().on('end', resolve)))
      await off()
      console.log((await recording.stats()).requests)
      await proxy.stop()
      server.close()
      server.closeAllConnections()
      console.log('done')
    `
    await using folder = await temporaryFolder()
    // Nobody listens there.
    const HTTP_PROXY = 'http://127.0.0.1:9'
    const variables = { HARTIFACT_STORE: folder.path, HTTP_PROXY, NODE_USE_ENV_PROXY: '1' }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script],
      { cwd: import.meta.dirname, env: { ...process.env, ...variables } },
    )
    expect(stdout).toBe('2\ndone\n')
  })
})

describe('escapes', () => {
  async function escapesOf(
    work: () => Promise<unknown>,
    options: Pick<RouteOptions, 'bypass'> = {},
  ): Promise<{ escapes: Escape[]; bypassed: unknown; entries: string[] }> {
    const recording = await proxy.record('escapes')
    const escapes: Escape[] = []
    const onEscape = (escape: Escape): void => void escapes.push(escape)
    await using _ = await routeNodeClients(recording, { ...options, onEscape })
    await work()
    const { bypassed } = await recording.coverage()
    return { escapes, bypassed, entries: await captured(recording) }
  }

  /** A raw connection, over TLS where the address says so. */
  async function connect(url: string): Promise<void> {
    const { hostname, port, protocol } = new URL(url)
    const address = { host: hostname, port: Number(port) }
    const socket =
      protocol === 'https:'
        ? tls.connect({ ...address, rejectUnauthorized: false })
        : net.connect(address)
    await once(socket, protocol === 'https:' ? 'secureConnect' : 'connect')
    socket.destroy()
  }

  test('are told with the client, the server and what to do, and once in the session', async () => {
    const dispatcher = new UndiciAgent()
    const { bypassed, escapes } = await escapesOf(async () => {
      const response = await fetch(plain, { dispatcher } as RequestInit)
      await response.text()
      await connect(secure)
      await connect(secure)
      await connect(plain)
    })
    await dispatcher.close()
    const port = Number(new URL(plain).port)
    expect(escapes.map(({ client }) => client)).toEqual([
      'undici',
      'node:tls',
      'node:tls',
      'node:net',
    ])
    expect(escapes[0]).toMatchObject({ host: '127.0.0.1', port, session: 'escapes' })
    expect(escapes[0]?.advice).toContain('dispatcher')
    expect(bypassed).toEqual([
      expect.objectContaining({ client: 'undici', count: 1 }),
      expect.objectContaining({ client: 'node:tls', count: 1 }),
      expect.objectContaining({ client: 'node:net', count: 1 }),
    ])
  })

  test('are none when a host is bypassed, however it is written', async () => {
    const { port } = new URL(plain)
    for (const item of ['127.0.0.1', `127.0.0.1:${port}`, '127.0.0.0/8', '*']) {
      const { entries, escapes } = await escapesOf(
        async () => {
          await textOf(http.get, `${plain}/http`)
          await fetch(`${plain}/fetch`)
          await connect(plain)
        },
        { bypass: [item] },
      )
      expect({ item, entries, escapes }).toEqual({ item, entries: [], escapes: [] })
    }
    for (const item of ['127.0.0.1:1', '10.0.0.0/8', '.0.0.1', 'localhost']) {
      const { entries } = await escapesOf(() => textOf(http.get, `${plain}/http`), {
        bypass: [item],
      })
      expect({ item, entries }).toEqual({ item, entries: ['200 /http'] })
    }
  })

  test('are none where no route applies, for the proxy, and for sockets of the file system', async () => {
    await using folder = await temporaryFolder()
    const server = net.createServer((socket) => socket.end()).listen(`${folder.path}/socket`)
    await once(server, 'listening')
    const { escapes } = await escapesOf(async () => {
      await connect(proxy.url)
      await once(net.connect(`${folder.path}/socket`).resume(), 'close')
    })
    expect(escapes).toEqual([])
    server.close()
    const none: Escape[] = []
    await using _ = await routeNodeClients(undefined, { onEscape: (escape) => none.push(escape) })
    await connect(plain)
    expect(none).toEqual([])
  })

  test('fail when that is asked for', async () => {
    const recording = await proxy.record('strict')
    await using _ = await routeNodeClients(recording, { onEscape: 'error' })
    const { hostname, port } = new URL(plain)
    const [error] = await once(net.connect(Number(port), hostname), 'error')
    expect(error).toMatchObject({
      code: 'PROXY_DISPLACED',
      message: expect.stringContaining(new URL(plain).host),
    })
  })

  test('are warned of once', async () => {
    const warnings: string[] = []
    const collect = (warning: Error): void => void warnings.push(warning.message)
    process.on('warning', collect)
    const recording = await proxy.record('warned')
    await using server = await serve((_request, response) => response.end())
    await using _ = await routeNodeClients(recording)
    await connect(server.url)
    await connect(server.url)
    await new Promise((resolve) => setImmediate(resolve))
    process.off('warning', collect)
    expect(warnings).toEqual([
      expect.stringMatching(/Hartifact: node:net connected to .* session "warned" .* `bypass`/),
    ])
  })
})

describe('what the proxy is told', () => {
  /** Takes what is asked of a proxy, and refuses it. */
  async function serveRefusals(): Promise<{ target: object; heads: string[] } & AsyncDisposable> {
    const heads: string[] = []
    const server = net.createServer((socket) => {
      let head = ''
      socket
        .on('error', () => {})
        .on('data', (chunk) => {
          head += chunk.toString('latin1')
          if (!head.endsWith('\r\n\r\n')) return
          heads.push(head)
          socket.end('HTTP/1.1 502 No\r\n\r\n')
        })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo
    return {
      heads,
      target: {
        id: 'some-id',
        name: 'refused',
        taggedProxyUrl: `http://session:some-id@127.0.0.1:${port}`,
        reportBypass: async () => {},
      },
      [Symbol.asyncDispose]: () => new Promise((resolve) => server.close(() => resolve())),
    }
  }

  function tlsOf(head: string): unknown {
    const lines = head.split('\r\n').filter((line) => line.startsWith('Hartifact-Client-TLS: '))
    const value = lines.map((line) => line.replace(/^.*?: /, '')).join('')
    return value && JSON.parse(Buffer.from(value, 'base64').toString('utf8'))
  }

  test('is who the client would have trusted, and who it is', async () => {
    await using proxyServer = await serveRefusals()
    await using _ = await routeNodeClients(proxyServer.target as Recording)
    const { cert, key } = authority
    const ask = async (url: string, options: https.RequestOptions = {}): Promise<unknown> => {
      const get = url.startsWith('https') ? https.get : http.get
      await expect(textOf(get, url, options)).rejects.toThrow('502')
      return tlsOf(proxyServer.heads.at(-1) ?? '')
    }
    expect(await ask('https://a.example/')).toBe('')
    expect(proxyServer.heads[0]).toContain('CONNECT a.example:443 HTTP/1.1\r\n')
    const credentials = Buffer.from('session:some-id').toString('base64')
    expect(proxyServer.heads[0]).toContain(`\r\nProxy-Authorization: Basic ${credentials}\r\n`)
    expect(await ask('http://a.example/')).toBe('')
    expect(proxyServer.heads[1]).toContain('CONNECT a.example:80 HTTP/1.1\r\n')
    expect(await ask('https://a.example/', { ca: [cert, Buffer.from(cert)] })).toEqual({
      ca: [cert, cert],
    })
    expect(await ask('https://a.example/', { rejectUnauthorized: false })).toEqual({
      insecure: true,
    })
    const own = { cert: Buffer.from(cert), key: [{ pem: key, passphrase: 'secret' }] }
    expect(await ask('https://a.example/', own as https.RequestOptions)).toEqual({
      cert,
      key,
      passphrase: 'secret',
    })
    const many = Array.from({ length: 12 }, () => cert)
    expect(await ask('https://a.example/', { ca: many })).toEqual({ ca: many })
    expect(await ask('https://a.example/', { ca: Array.from({ length: 99 }, () => cert) })).toBe('')
  })
})

test('options with a mistake are refused', async () => {
  for (const options of [
    { bypass: ['http://x/'] },
    { bypass: ['10.0.0.0/64'] },
    { onEscape: 'shout' },
    { children: 1 },
    { by: [] },
  ]) {
    const routed = routeNodeClients(undefined, options as RouteOptions)
    await expect(routed).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  }
  await (
    await routeNodeClients()
  )()
})
