import { AsyncLocalStorage } from 'node:async_hooks'
import childProcess, {
  type ChildProcess,
  exec,
  execFile,
  execFileSync,
  execSync,
  fork,
  spawn,
  spawnSync,
} from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { type CaptureProxy, type Entry, type Recording, startProxy } from '@hartifact/core'
import { childEnvironment, routeChildren } from '@hartifact/node-clients/children'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type TestNode, ensureNodes } from './nodes.ts'
import { type HelloServers, helloServers } from './support/hello-servers.ts'
import { all, temporaryFolder } from './support/servers.ts'

const { execPath: node } = process
const run = promisify(execFile)

const sessions = new AsyncLocalStorage<Recording>()
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let servers: HelloServers
let proxy: CaptureProxy
let nodes: readonly TestNode[]
/** A program in a file of its own, which `fork` wants. */
let fetching: string
beforeAll(async () => {
  folder = await temporaryFolder()
  servers = await helloServers()
  proxy = await startProxy({ store: join(folder.path, 'store'), upstream: { insecure: true } })
  nodes = await ensureNodes()
  fetching = join(folder.path, 'fetching.mjs')
  await writeFile(
    fetching,
    'const response = await fetch(process.argv[2])\nconsole.log(await response.text())',
  )
})
afterAll(async () => {
  await proxy[Symbol.asyncDispose]()
  await servers[Symbol.asyncDispose]()
  await folder[Symbol.asyncDispose]()
})

/** Children of this process belong to the session of the code that starts them. */
function route(): Disposable {
  const targetOf = () => sessions.getStore()
  const undo = routeChildren({ authority: proxy.ca, targetOf })
  return { [Symbol.dispose]: undo }
}

async function entriesOf(recording: Recording): Promise<Entry[]> {
  await recording.settled()
  return all(recording.entries())
}

async function pathsOf(recording: Recording): Promise<string[]> {
  const entries = await entriesOf(recording)
  return entries.map(({ request, response }) => {
    return `${new URL(request.url).pathname} ${response?.status}`
  })
}

async function ended(child: ChildProcess): Promise<void> {
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The child ended with ${code}.`)
}

/** Is there a program that answers to this? */
function has(program: string, ...parameters: string[]): boolean {
  return spawnSync(program, parameters, { stdio: 'ignore' }).status === 0
}

const shellWord = (text: string): string => `"${text}"`

/** Every way to start a process that gets a URL, with the program where it can be chosen. */
const starters: Record<string, (program: readonly [string, ...string[]]) => unknown> = {
  spawn: ([file, ...parameters]) => ended(spawn(file, parameters, { stdio: 'ignore' })),
  'spawn, in a shell': (words) =>
    ended(spawn(words.map(shellWord).join(' '), { stdio: 'ignore', shell: true })),
  'spawn, with a variable': ([file, ...parameters]) =>
    ended(spawn(file, parameters, { stdio: 'ignore', env: { A: '1' } })),
  exec: (words) => promisify(exec)(words.map(shellWord).join(' ')),
  execFile: ([file, ...parameters]) => run(file, parameters),
  'execFile, with a variable': ([file, ...parameters]) =>
    run(file, parameters, { env: { A: '1' } }),
  spawnSync: ([file, ...parameters]) => spawnSync(file, parameters),
  'spawnSync, with a variable': ([file, ...parameters]) =>
    spawnSync(file, parameters, { env: { A: '1' } }),
  'spawnSync, without a list': (words) =>
    spawnSync(words.map(shellWord).join(' '), { shell: true, env: { A: '1' } }),
  'spawnSync, with an empty list': (words) =>
    spawnSync(words.map(shellWord).join(' '), undefined, { shell: true }),
  execFileSync: ([file, ...parameters]) => execFileSync(file, parameters),
  execSync: (words) => execSync(words.map(shellWord).join(' ')),
  'execSync, with a variable': (words) =>
    execSync(words.map(shellWord).join(' '), { env: { A: '1' } }),
}

describe('children belong to the session of the code that starts them', () => {
  test.each(Object.entries(starters))('%s', async (_, start) => {
    await using first = await proxy.record('First')
    await using second = await proxy.record('Second')
    using _routing = route()
    const ask = (name: string) => start(['curl', '-sS', `${servers.https}/${name}`])
    await Promise.all([
      sessions.run(first, () => ask('first')),
      sessions.run(second, () => ask('second')),
    ])
    expect(await pathsOf(first)).toEqual(['/first 200'])
    expect(await pathsOf(second)).toEqual(['/second 200'])
    const [entry] = await entriesOf(first)
    expect(entry?.attribution).toBe('credentials')
  })

  test('Node as well', async () => {
    await using recording = await proxy.record('Node')
    using _routing = route()
    await sessions.run(recording, async () => {
      await run(node, [fetching, `${servers.https}/execFile`])
      execFileSync(node, [fetching, `${servers.http}/execFileSync`])
      childProcess.spawnSync(node, [fetching, `${servers.https}/spawnSync`], { env: { A: '1' } })
    })
    const expected = ['/execFile 200', '/execFileSync 200', '/spawnSync 200']
    expect(await pathsOf(recording)).toEqual(expected)
  })

  test('fork', async () => {
    await using first = await proxy.record('First')
    await using second = await proxy.record('Second')
    using _routing = route()
    const ask = (name: string) =>
      ended(fork(fetching, [`${servers.https}/${name}`], { silent: true }))
    await Promise.all([sessions.run(first, () => ask('a')), sessions.run(second, () => ask('b'))])
    expect(await pathsOf(first)).toEqual(['/a 200'])
    expect(await pathsOf(second)).toEqual(['/b 200'])
  })

  test('what no session asks for is left as it is', async () => {
    await using recording = await proxy.record('First')
    using _routing = route()
    const show = ['-p', 'process.env.HTTPS_PROXY ?? process.env.HARTIFACT_PROXY ?? "none"']
    expect(execFileSync(node, show, { encoding: 'utf8' })).toBe('none\n')
    expect((await run(node, show)).stdout).toBe('none\n')
    expect(await pathsOf(recording)).toEqual([])
  })
})

describe('all kinds of clients send what names their session', () => {
  const python = (code: string): string[] => ['python3', '-c', `import sys; ${code}`]
  const urllib = 'import urllib.request; urllib.request.urlopen(sys.argv[1]).read()'
  const commands = [
    ['curl', '-sS'],
    ...(has('wget', '--version') ? [['wget', '-q', '-O-']] : []),
    ...(has('git', '--version') ? [['git', 'ls-remote']] : []),
    ...(has('python3', '--version') ? [python(urllib)] : []),
    ...(has('python3', '-c', 'import requests')
      ? [python('import requests; requests.get(sys.argv[1])')]
      : []),
  ]
  test.each(commands)('%s %s', async (...words) => {
    const [program = '', ...parameters] = words.filter((word) => word !== undefined)
    await using recording = await proxy.record('Clients')
    using _routing = route()
    await sessions.run(recording, async () => {
      await run(program, [...parameters, `${servers.https}/secure`])
      await run(program, [...parameters, `${servers.http}/plain`])
    })
    const entries = await entriesOf(recording)
    const hosts = entries.map(({ request }) => new URL(request.url).origin)
    expect([...new Set(hosts)]).toEqual([servers.https, servers.http])
    const failed = entries.filter(({ response }) => response?.status !== 200)
    expect(failed).toEqual([])
  })

  test('Node, in all versions, with all its clients', async () => {
    const clients = fileURLToPath(new URL('support/record-clients.mjs', import.meta.url))
    using _routing = route()
    for (const { major, path } of nodes) {
      for (const url of [servers.https, servers.http]) {
        await using recording = await proxy.record(`Node ${major}`)
        // Agents for proxies do not know addresses without a name (https-proxy-agent 5 on Node 26).
        const parameters = [clients, url.replace('127.0.0.1', 'localhost'), servers.certPath]
        const { stderr, stdout } = await sessions.run(recording, () => run(path, parameters))
        expect(stderr, `Node ${major}`).toBe('')
        const asked = stdout.trim().split('\n')
        const found = (await entriesOf(recording)).map(({ request }) => {
          return `hello ${new URL(request.url).pathname}`
        })
        expect(found, `Node ${major}`).toEqual(asked)
      }
    }
  })
})

describe('the environment of a child', () => {
  test('keeps what the child trusts', async () => {
    await using recording = await proxy.record('Trust')
    const undo = routeChildren({
      authority: proxy.ca,
      targetOf: () => recording,
      bypass: ['127.0.0.1'],
    })
    try {
      const env = { ...process.env, NODE_EXTRA_CA_CERTS: servers.certPath }
      const parameters = [fetching, `${servers.https}/around`]
      expect((await run(node, parameters, { env })).stdout).toBe('hello /around\n')
      expect(execFileSync(node, parameters, { env, encoding: 'utf8' })).toBe('hello /around\n')
      const named = servers.https.replace('127.0.0.1', 'localhost')
      await run(node, [fetching, `${named}/through`], { env })
    } finally {
      undo()
    }
    expect(await pathsOf(recording)).toEqual(['/through 200'])
  })

  test('keeps NODE_OPTIONS and what else the caller sets', async () => {
    await using recording = await proxy.record('Options')
    using _routing = route()
    const env = { NODE_OPTIONS: '--max-old-space-size=500', MINE: 'yes', NUMBER: 7 as never }
    const script = `console.log(process.env.MINE, process.env.NUMBER,
      require('v8').getHeapStatistics().heap_size_limit < 600e6)`
    const ask = () => [
      execFileSync(node, ['-e', script], { env, encoding: 'utf8' }),
      spawnSync(node, ['-e', script], { env, encoding: 'utf8' }).stdout,
    ]
    expect(sessions.run(recording, ask)).toEqual(['yes 7 true\n', 'yes 7 true\n'])
    expect(env.NODE_OPTIONS).toBe('--max-old-space-size=500')
  })

  test('is left alone when the caller chose a proxy for the child', async () => {
    await using recording = await proxy.record('Own proxy')
    using _routing = route()
    const env = { ...process.env, HTTPS_PROXY: 'http://127.0.0.1:9' }
    const show = ['-p', '[process.env.HTTPS_PROXY, process.env.NODE_OPTIONS]']
    const { stdout } = await sessions.run(recording, () => run(node, show, { env }))
    expect(stdout).toBe("[ 'http://127.0.0.1:9', undefined ]\n")
    const { bypassed } = await recording.coverage()
    expect(bypassed).toMatchObject([
      { client: 'child process node', reason: expect.stringContaining('HTTPS_PROXY') },
    ])
  })

  test('is left alone when it was made for another session', async () => {
    await using first = await proxy.record('First')
    await using second = await proxy.record('Second')
    using _routing = route()
    const env = childEnvironment({ target: second, authority: proxy.ca })
    await sessions.run(first, () => run('curl', ['-sS', `${servers.https}/a`], { env }))
    expect(await pathsOf(first)).toEqual([])
    expect(await pathsOf(second)).toEqual(['/a 200'])
    expect((await first.coverage()).bypassed).toEqual([])
  })

  test('is left alone for browsers', async () => {
    const browser = join(folder.path, 'chromium-browser')
    await writeFile(browser, '#!/bin/sh\necho "proxy: $HTTPS_PROXY"')
    await chmod(browser, 0o755)
    await using recording = await proxy.record('Browser')
    using _routing = route()
    const { stdout } = await sessions.run(recording, () => run(browser))
    expect(stdout).toBe('proxy: \n')
    const { bypassed } = await recording.coverage()
    expect(bypassed).toMatchObject([{ client: 'child process chromium-browser', count: 1 }])
  })

  test('is left alone when this thread waits for it, and the proxy is in this thread', async () => {
    await using recording = await proxy.record('Blocked')
    const { taggedProxyUrl } = recording
    const reportBypass = recording.reportBypass.bind(recording)
    const target = { taggedProxyUrl, reportBypass, inThisThread: true }
    const undo = routeChildren({ authority: proxy.ca, targetOf: () => target })
    try {
      execFileSync('curl', ['-sS', `${servers.http}/awaited`])
      await run('curl', ['-sS', `${servers.http}/free`])
    } finally {
      undo()
    }
    expect(await pathsOf(recording)).toEqual(['/free 200'])
    expect((await recording.coverage()).bypassed).toMatchObject([{ client: 'child process curl' }])
  })

  test('does not keep a process from starting when a bundle cannot be written', async () => {
    await using recording = await proxy.record('Full')
    const warnings: string[] = []
    const listener = ({ message }: Error): unknown => warnings.push(message)
    process.on('warning', listener)
    const certPath = join(fetching, 'no-folder', 'ca.crt')
    const targetOf = () => recording
    const undo = routeChildren({ authority: { ...proxy.ca, certPath }, targetOf })
    try {
      expect((await run(node, ['-p', '1'])).stdout).toBe('1\n')
      expect(execFileSync(node, ['-p', '1'], { encoding: 'utf8' })).toBe('1\n')
    } finally {
      undo()
    }
    await expect.poll(() => warnings).toHaveLength(1)
    process.off('warning', listener)
    expect(warnings[0]).toContain('Hartifact captures no child process')
  })

  test('Node says what is wrong with a call', () => {
    using _routing = route()
    const spawnWrongly = spawnSync as (...parameters: unknown[]) => unknown
    expect(() => spawnWrongly(7)).toThrow('"file" argument must be of type string')
    expect(() => spawnWrongly('curl', [], 7)).toThrow('"options" argument must be of type object')
    expect(() => spawnWrongly('curl', 'x')).toThrow('"args" argument must be')
  })
})

describe('a child', () => {
  test('may live longer than its session', async () => {
    await using file = await proxy.record('File')
    const recording = await proxy.record('Test', { heir: file.id, lazy: true })
    using _routing = route()
    const script = `process.stdin.once('data', async () => {
      console.log((await fetch('${servers.https}/late')).status)
      process.stdin.unref()
    })
    fetch('${servers.https}/early').then(() => console.log('ready'))`
    const child = sessions.run(recording, () => spawn(node, ['-e', script]))
    const [said] = await once(child.stdout, 'data')
    expect(String(said)).toBe('ready\n')
    await recording.stop()
    const late = once(child.stdout, 'data')
    child.stdin.write('go\n')
    expect(String((await late)[0])).toBe('200\n')
    child.stdin.end()
    await ended(child)
    expect(await pathsOf(file)).toEqual(['/late 200'])
  })

  test('has threads, also with an environment of their own', async () => {
    await using recording = await proxy.record('Threads')
    using _routing = route()
    const script = `const { Worker } = require('node:worker_threads')
      const start = (path, options) => new Promise((resolve, reject) => {
        const code = "fetch('${servers.http}/" + path + "').then((r) => console.log(r.status))"
        new Worker(code, { eval: true, ...options }).on('exit', resolve).on('error', reject)
      })
      const main = async () => {
        await start('inherited', {})
        await start('shared', { env: require('node:worker_threads').SHARE_ENV })
        await start('own', { env: { A: '1' } })
        await start('options', { env: { NODE_OPTIONS: '--no-warnings' } })
      }
      main()`
    const { stderr, stdout } = await sessions.run(recording, () => run(node, ['-e', script]))
    expect({ stderr, stdout }).toEqual({ stderr: '', stdout: '200\n200\n200\n200\n' })
    expect(await pathsOf(recording)).toEqual(['/inherited 200', '/shared 200'])
  })

  test('has children of its own', async () => {
    await using recording = await proxy.record('Family')
    using _routing = route()
    const script = `const { execFileSync } = require('node:child_process')
      execFileSync('curl', ['-sS', '${servers.https}/curl'])
      execFileSync(process.execPath, ['${fetching}', '${servers.https}/node'])`
    await sessions.run(recording, () => run(node, ['-e', script]))
    expect(await pathsOf(recording)).toEqual(['/curl 200', '/node 200'])
  })

  test('finds the preload in a folder with spaces', async () => {
    await using recording = await proxy.record('Spaces')
    const copy = join(folder.path, 'with "spaces" in it')
    await mkdir(copy)
    const dist = fileURLToPath(new URL('../packages/node-clients/dist', import.meta.url))
    await cp(dist, copy, { recursive: true })
    const { href } = pathToFileURL(join(copy, 'children', 'index.js'))
    const settings = {
      target: { taggedProxyUrl: recording.taggedProxyUrl },
      authority: proxy.ca,
    }
    const making = `const { childEnvironment } = await import('${href}')
      console.log(JSON.stringify(childEnvironment(${JSON.stringify(settings)})))`
    const made = await run(node, ['--input-type=module', '-e', making])
    const env = JSON.parse(made.stdout) as NodeJS.ProcessEnv
    expect(env['NODE_OPTIONS']).toContain('with \\"spaces\\" in it')
    const script = `require('node:https').get('${servers.https}/a', (r) => r.resume())`
    await run(node, ['-e', script], { env })
    expect(await pathsOf(recording)).toEqual(['/a 200'])
  })

  test('starts whatever its variables say', async () => {
    const { NODE_OPTIONS } = childEnvironment({
      target: { taggedProxyUrl: proxy.url },
      authority: proxy.ca,
    })
    for (const HARTIFACT_PROXY of ['', 'nonsense', 'http://127.0.0.1:9']) {
      for (const { path } of nodes) {
        const env = { NODE_OPTIONS, HARTIFACT_PROXY, HARTIFACT_CA: '/nowhere' }
        const { stderr, stdout } = await run(path, ['-p', 'typeof fetch'], { env })
        expect({ stderr, stdout }).toEqual({ stderr: '', stdout: 'function\n' })
      }
    }
  })
})

test('everything is as before when it is undone', async () => {
  const names = ['spawnSync', 'execFileSync', 'execSync'] as const
  const properties = () => [
    Object.getOwnPropertyDescriptor(childProcess.ChildProcess.prototype, 'spawn'),
    ...names.map((name) => Object.getOwnPropertyDescriptor(childProcess, name)),
  ]
  const before = properties()
  const routing = route()
  const during = properties()
  expect(during.every((property, index) => property?.value !== before[index]?.value)).toBe(true)
  expect(during.map((property) => [property?.value.name, property?.value.length])).toEqual(
    before.map((property) => [property?.value.name, property?.value.length]),
  )
  routing[Symbol.dispose]()
  routing[Symbol.dispose]()
  expect(properties()).toEqual(before)
  const { execSync: named } = await import('node:child_process')
  expect(named).toBe(before[3]?.value)
})

test('what is laid over it stays, and routes nothing when it is undone', async () => {
  await using recording = await proxy.record('Over')
  const original = childProcess.execFileSync
  const routing = route()
  const routed = childProcess.execFileSync
  childProcess.execFileSync = ((...parameters: Parameters<typeof routed>) =>
    routed(...parameters)) as typeof routed
  try {
    routing[Symbol.dispose]()
    const show = ['-p', 'process.env.HARTIFACT_PROXY']
    const ask = () => String(childProcess.execFileSync(node, show))
    expect(sessions.run(recording, ask)).toBe('undefined\n')
  } finally {
    childProcess.execFileSync = original
  }
})
