import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Entry, openStore } from '@hartifact/core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { cliPath } from './support/cli.ts'
import { type CliStore, cliStore } from './support/cli-store.ts'
import { serveSecurely } from './support/secure-server.ts'
import { all, serve, viaProxy } from './support/servers.ts'

const { execPath: node } = process
const clients = fileURLToPath(new URL('support/record-clients.mjs', import.meta.url))

const answer: Parameters<typeof serve>[0] = (request, response) => {
  request.resume().on('end', () => response.end(`hello ${request.url}`))
}

let secure: Awaited<ReturnType<typeof serveSecurely>>
let plain: Awaited<ReturnType<typeof serve>>
beforeAll(async () => {
  secure = await serveSecurely(answer)
  plain = await serve(answer)
  for (const { server } of [secure, plain]) {
    new WebSocketServer({ server }).on('connection', (socket, { url }) => {
      socket.on('message', () => socket.send(`hello ${url}`))
    })
  }
})
afterAll(async () => {
  await secure[Symbol.asyncDispose]()
  await plain[Symbol.asyncDispose]()
})

/** Records a command that asks servers whose certificates nobody has signed. */
const record = (store: CliStore, command: readonly string[], ...options: string[]) =>
  store.attempt(['record', '--upstream-insecure', ...options, '--', ...command])

async function entriesOf(store: CliStore, name: string): Promise<Entry[]> {
  await using opened = await openStore(store.path)
  return all((await opened.open(name)).entries())
}

const outcomes = (entries: readonly Entry[]) =>
  entries.map(({ request, response }) => `${new URL(request.url).pathname} ${response?.status}`)

/** Is there a program that answers to this? */
function has(program: string, ...parameters: string[]): boolean {
  try {
    execFileSync(program, parameters, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('hartifact record -- COMMAND', () => {
  test('records curl over HTTPS into a new session, which is active then', async () => {
    await using store = await cliStore()
    const words = ['--session', 'Login Flow', '--label', 'nightly', '--link', 'jira:ABC-7']
    const { code, stderr, stdout } = await record(
      store,
      ['curl', '-sS', `${secure.url}/a`],
      ...words,
    )
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello /a' })
    const { session } = await store.json('use')
    expect(session).toMatchObject({
      name: 'Login Flow',
      labels: ['nightly'],
      links: ['jira:ABC-7'],
    })
    expect(stderr).toBe(
      `hartifact: 1 request, 8 B in session "Login Flow" (${session.id}). hartifact show ${session.id}\n`,
    )
    const [entry, ...others] = await entriesOf(store, 'Login Flow')
    expect(entry).toMatchObject({ request: { url: `${secure.url}/a` }, response: { status: 200 } })
    expect(others).toEqual([])
  })

  test.each(['https', 'http'])('records the clients of Node over %s', async (scheme) => {
    await using store = await cliStore()
    const { url } = scheme === 'https' ? secure : plain
    // Agents for proxies do not know addresses without a name (https-proxy-agent 5 on Node 26).
    const origin = url.replace('127.0.0.1', 'localhost')
    const command = [node, clients, origin, secure.certPath]
    const { code, stderr, stdout } = await record(store, command, '--session', 'Node')
    expect(code, stderr).toBe(0)
    const asked = stdout.trim().split('\n')
    expect(asked).toEqual(expect.arrayContaining(['hello /fetch', 'hello /axios', 'hello /ws']))
    const entries = await entriesOf(store, 'Node')
    const found = entries.map(({ request }) => `hello ${new URL(request.url).pathname}`)
    expect(found).toEqual(asked)
    const failed = entries.filter(({ response }) => ![101, 200].includes(response?.status ?? 0))
    expect(failed).toEqual([])
  })

  test('records what its children start: processes, synchronous ones, threads', async () => {
    await using store = await cliStore()
    const thread = join(store.folder, 'thread.mjs')
    await writeFile(thread, `await fetch('${secure.url}/thread')`)
    const main = join(store.folder, 'main.mjs')
    await writeFile(
      main,
      `import { execFileSync } from 'node:child_process'
       import { once } from 'node:events'
       import { Worker } from 'node:worker_threads'
       const fetching = (path) => ['-e', \`fetch('${secure.url}\${path}')\`]
       execFileSync(process.execPath, fetching('/synchronous'))
       execFileSync('sh', ['-c', '"$0" "$@"', process.execPath, ...fetching('/shell')])
       await once(new Worker('${thread}'), 'exit')`,
    )
    const { code } = await record(
      store,
      ['sh', '-c', `"${node}" "${main}"`],
      '--session',
      'Children',
    )
    expect(code).toBe(0)
    const found = outcomes(await entriesOf(store, 'Children'))
    expect(found).toEqual(['/synchronous 200', '/shell 200', '/thread 200'])
  })

  test('records Python', async () => {
    await using store = await cliStore()
    const script = `import urllib.request; print(urllib.request.urlopen("${secure.url}/py").read())`
    // Where there is no Python: what it would need is there.
    const instead = `for (const name of ['HTTPS_PROXY', 'SSL_CERT_FILE']) {
      if (!process.env[name]) throw new Error(name)
    }
    fetch('${secure.url}/py')`
    const command = has('python3', '-V') ? ['python3', '-c', script] : [node, '-e', instead]
    const { code, stderr } = await record(store, command, '--session', 'Python')
    expect(code, stderr).toBe(0)
    expect(outcomes(await entriesOf(store, 'Python'))).toEqual(['/py 200'])
  })

  test('records Java', async () => {
    await using store = await cliStore()
    const file = join(store.folder, 'Ask.java')
    await writeFile(
      file,
      `import java.net.*; import java.net.http.*; import java.net.http.HttpResponse.*;
       public class Ask { public static void main(String[] a) throws Exception {
         new URL(a[0] + "/url").openStream().readAllBytes();
         var request = HttpRequest.newBuilder(URI.create(a[0] + "/client")).build();
         HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
       } }`,
    )
    const isThere = has('java', '-version') && has('keytool', '-help')
    const instead = [node, '-e', `fetch('${secure.url}/url'); fetch('${secure.url}/client')`]
    const command = isThere ? ['java', file, secure.url] : instead
    const { code, stderr } = await record(store, command, '--session', 'Java')
    expect(code, stderr).toBe(0)
    const found = outcomes(await entriesOf(store, 'Java'))
    expect(found.toSorted()).toEqual(['/client 200', '/url 200'])
  })

  test('says that Java is not recorded where it has no keytool', async () => {
    await using store = await cliStore()
    const bin = join(store.folder, 'bin')
    await mkdir(bin)
    await symlink(node, join(bin, 'node'))
    const { code, stderr } = await store.attempt(['record', '--java', '--', 'node', '-e', '0'], {
      env: { PATH: bin, JAVA_HOME: '' },
    })
    expect(code).toBe(0)
    expect(stderr).toContain(
      'warning: Java is not recorded: there is no keytool in JAVA_HOME or PATH.',
    )
  })

  test('gives the exit code of the command, and of shells where it cannot be run', async () => {
    await using store = await cliStore()
    const file = join(store.folder, 'text')
    await writeFile(file, 'no program')
    await chmod(file, 0o644)
    const codeOf = async (...command: string[]) => (await record(store, command, '--quiet')).code
    expect(await codeOf('sh', '-c', 'exit 5')).toBe(5)
    expect(await codeOf('sh', '-c', 'kill -TERM $$')).toBe(143)
    const { code, stderr, stdout } = await record(store, ['no-such-program'])
    expect({ code, stderr, stdout }).toEqual({
      code: 127,
      stderr: 'hartifact: The command "no-such-program" was not found.\n',
      stdout: '',
    })
    expect(await codeOf(file)).toBe(126)
  })

  test('passes signals on, and ends after the command', async () => {
    await using store = await cliStore()
    for (const [signal, code] of [
      ['SIGINT', 7],
      ['SIGTERM', 8],
      ['SIGHUP', 9],
    ] as const) {
      const script = `process.once('${signal}', async () => {
        await fetch('${secure.url}/last-words')
        process.exit(${code})
      })
      setInterval(() => {}, 1000)
      console.log('ready')`
      const child = start(store, [node, '-e', script], '--upstream-insecure', '--session', signal)
      await once(child.stdout!, 'data')
      child.kill(signal)
      const [ended] = await once(child, 'exit')
      expect(ended, signal).toBe(code)
      expect(outcomes(await entriesOf(store, signal)), signal).toEqual(['/last-words 200'])
    }
  })

  test('merges bundles of the user, so that hosts without the proxy are still trusted', async () => {
    await using store = await cliStore()
    const env = { CURL_CA_BUNDLE: secure.certPath, NODE_EXTRA_CA_CERTS: secure.certPath }
    const ask = `curl -sS ${secure.url}/curl && "${node}" -e "fetch('${secure.url}/node')"`
    const ofRun = (...options: string[]) =>
      store.attempt(['record', ...options, '--', 'sh', '-c', ask], { env })
    const around = await ofRun('--session', 'Around', '--bypass', '127.0.0.1')
    expect(around).toMatchObject({ code: 0, stdout: 'hello /curl' })
    expect(around.stderr).toContain('0 requests, 0 B in session "Around"')
    // What the command trusts, the proxy trusts: nothing is said of --upstream-ca.
    expect(await ofRun('--session', 'Through')).toMatchObject({ code: 0, stdout: 'hello /curl' })
    expect(outcomes(await entriesOf(store, 'Through'))).toEqual(['/curl 200', '/node 200'])
  })

  test('keeps bundles private, and removes them', async () => {
    await using store = await cliStore()
    const { code, stdout } = await store.attempt([
      'record',
      '--quiet',
      '--',
      node,
      '-p',
      'process.env.SSL_CERT_FILE + "\\n" + fs.readFileSync(process.env.SSL_CERT_FILE).length + "\\n" + (fs.statSync(process.env.SSL_CERT_FILE).mode & 0o777) + "\\n" + (fs.statSync(path.dirname(process.env.SSL_CERT_FILE)).mode & 0o777)',
    ])
    const [path = '', size, fileMode, folderMode] = stdout.split('\n')
    expect(code).toBe(0)
    expect(Number(size)).toBeGreaterThan(100_000)
    expect([fileMode, folderMode].map(Number)).toEqual([0o600, 0o700])
    await expect(stat(dirname(path))).rejects.toThrow('ENOENT')
  })

  test('warns of a bundle that cannot be read, and goes on', async () => {
    await using store = await cliStore()
    const parameters = ['record', '--upstream-insecure', '--', 'curl', '-sS', `${secure.url}/a`]
    const env = { CURL_CA_BUNDLE: '/nowhere/ca.pem' }
    const { code, stderr, stdout } = await store.attempt(parameters, { env })
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'hello /a' })
    expect(stderr).toContain('warning: CURL_CA_BUNDLE is not used: /nowhere/ca.pem cannot be read')
  })

  test('keeps NODE_OPTIONS of the user, also with spaces', async () => {
    await using store = await cliStore()
    const folder = join(store.folder, 'with "spaces" in it')
    await mkdir(folder)
    const preload = join(folder, 'preload.cjs')
    await writeFile(preload, 'globalThis.preloaded = "yes"')
    const script = `fetch('${secure.url}/a').then(() => console.log(preloaded))`
    const quoted = preload.replaceAll('"', String.raw`\"`)
    const env = { NODE_OPTIONS: `--require "${quoted}" --max-old-space-size=500` }
    const parameters = ['record', '--quiet', '--upstream-insecure', '--', node, '-e', script]
    expect(await store.attempt(parameters, { env })).toMatchObject({ code: 0, stdout: 'yes\n' })
    expect(outcomes(await entriesOf(store, 'Default session'))).toEqual(['/a 200'])
  })

  test('does nothing for a program that mocks its servers', async () => {
    await using store = await cliStore()
    const script = `const net = require('node:net')
      const connect = net.Socket.prototype.connect
      net.Socket.prototype.connect = function mocked(...all) { return connect.apply(this, all) }
      const get = () => new Promise((done) => require('node:http').get('${plain.url}/a', done))
      fetch('${plain.url}/b').then(get).then((response) => {
        response.resume()
        net.Socket.prototype.connect = connect
        return fetch('${plain.url}/c')
      })`
    const { code, stderr } = await record(store, [node, '-e', script], '--session', 'Mocks')
    expect(code, stderr).toBe(0)
    expect(outcomes(await entriesOf(store, 'Mocks'))).toEqual(['/c 200'])
  })

  test('continues the active session, or the newest of a name', async () => {
    await using store = await cliStore()
    const ask = (path: string, ...options: string[]) =>
      record(store, ['curl', '-sS', `${plain.url}${path}`], '--quiet', ...options)
    await ask('/1')
    await ask('/2', '--label', 'a')
    await ask('/3', '--session', 'Other', '--continue', '--label', 'b')
    await ask('/4', '--session', 'Other', '--continue', '--label', 'c')
    await ask('/5', '--session', 'Other')
    await ask('/6', '--session', 'Default session', '--continue')
    const { sessions } = await store.json('list', '--sort', 'created')
    const rows = sessions.map(({ labels, name, requests }: any) => ({ labels, name, requests }))
    expect(rows).toEqual(
      expect.arrayContaining([
        { name: 'Default session', requests: 3, labels: ['a'] },
        { name: 'Other', requests: 2, labels: ['b', 'c'] },
        { name: 'Other', requests: 1, labels: [] },
      ]),
    )
    expect(rows).toHaveLength(3)
  })

  test('shows requests while it runs, and writes a summary', async () => {
    await using store = await cliStore()
    const summary = join(store.folder, 'summary.json')
    const command = ['curl', '-sS', `${secure.url}/a`, `${secure.url}/b`]
    const options = ['--session', 'Seen', '--follow', '--summary', summary]
    const { code, stderr } = await record(store, command, ...options)
    expect(code).toBe(0)
    const [first, second] = stderr.split('\n')
    expect(first).toMatch(new RegExp(`^[\\d:.]+ GET ${secure.url}/a 200 after \\d+ ms$`))
    expect(second).toContain(`GET ${secure.url}/b 200`)
    const written = JSON.parse(await readFile(summary, 'utf8'))
    const counted = { name: 'Seen', requests: 2, failed: 0, bytes: 16, refusedBy: [] }
    expect(written).toMatchObject({ exitCode: 0, sessions: [counted] })
  })

  test('a summary that cannot be written takes nothing away', async () => {
    await using store = await cliStore()
    const file = join(store.folder, 'missing', 'summary.json')
    const command = ['record', '--summary', file, '--', process.execPath, '-e', 'process.exit(3)']
    const { code, stderr } = await store.attempt(command)
    expect(code).toBe(3)
    expect(stderr).toContain('warning: The summary could not be written: ENOENT')
    expect(stderr).toContain('0 requests')
  })

  test('names servers whose certificate a client refused', async () => {
    await using store = await cliStore()
    const { code, stderr } = await record(
      store,
      ['curl', '-sS', '--cacert', secure.certPath, `${secure.url}/a`],
      '--session',
      'Refused',
    )
    expect(code).not.toBe(0)
    expect(stderr).toContain('1 request (1 failed)')
    const { host } = new URL(secure.url)
    expect(stderr).toContain(`A client does not trust the certificates shown for ${host}.`)
  })

  test('two at once do not mix', async () => {
    await using store = await cliStore()
    const ask = (name: string) =>
      record(
        store,
        [
          'sh',
          '-c',
          [1, 2, 3, 4].map((n) => `curl -sS ${secure.url}/${name}${n}; sleep 0.3`).join(';'),
        ],
        '--session',
        name,
      )
    const first = ask('A')
    const results = await Promise.all([first, ask('B'), ask('C')])
    expect(results.map(({ code }) => code)).toEqual([0, 0, 0])
    for (const name of ['A', 'B', 'C']) {
      const expected = [1, 2, 3, 4].map((n) => `/${name}${n} 200`)
      expect(outcomes(await entriesOf(store, name)), name).toEqual(expected)
    }
  })

  test('goes on in the session that "use" names meanwhile', async () => {
    await using store = await cliStore()
    await store.run('create', 'Second')
    const script = `const ask = () => fetch('${plain.url}/x').then(() => setTimeout(ask, 20))
      ask()
      console.log('ready')`
    const child = start(store, [node, '-e', script], '--session', 'First')
    await once(child.stdout!, 'data')
    await store.run('use', 'Second')
    await expect.poll(async () => (await entriesOf(store, 'Second')).length).toBeGreaterThan(0)
    child.kill('SIGTERM')
    await once(child, 'exit')
    expect((await entriesOf(store, 'First')).length).toBeGreaterThan(0)
  })

  test('refuses what makes no sense', async () => {
    await using store = await cliStore()
    const json = await store.attempt(['record', '--json', '--', 'true'])
    expect(json).toMatchObject({ code: 2, stdout: '' })
    expect(json.stderr).toContain('Standard output belongs to the command.')
    const nameless = await store.attempt(['record', '--continue', '--', 'true'])
    expect(nameless).toMatchObject({ code: 2, stdout: '' })
    expect(nameless.stderr).toContain('--continue needs the name of a session.')
  })
})

describe('hartifact record without a command', () => {
  test('keeps a proxy open until Ctrl-C', async () => {
    await using store = await cliStore()
    const child = start(store, [], '--json', '--session', 'Browser')
    const [line] = await once(child.stderr!, 'data')
    const { session, url } = JSON.parse(String(line))
    await viaProxy(url, `${plain.url}/by-hand`)
    const ended = once(child, 'exit')
    const printed = textOf(child)
    child.kill('SIGINT')
    expect((await ended)[0]).toBe(0)
    const counted = { ...session, requests: 1, failed: 0, bytes: 14, refusedBy: [] }
    expect(JSON.parse(await printed)).toEqual({ sessions: [counted] })
  })

  test('says how clients are told of it', async () => {
    await using store = await cliStore()
    const child = start(store, [], '--session', 'Browser')
    const [said] = await once(child.stderr!, 'data')
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect((await ended)[0]).toBe(0)
    const text = String(said)
    const { port } = new URL(/Proxy\s+(\S+)/.exec(text)?.[1] ?? '')
    expect(text).toContain('Recording into session "Browser" until Ctrl-C.')
    expect(text).toContain(`curl --proxy http://127.0.0.1:${port} --cacert `)
    expect(text).toMatch(/--ignore-certificate-errors-spki-list=\S{44} /)
    expect(text).toContain(`adb reverse tcp:${port} tcp:${port}`)
  })
})

describe('the hosts of NO_PROXY', () => {
  const { excludedBy } = createRequire(import.meta.url)(
    '../packages/node-clients/dist/preload/no-proxy.cjs',
  ) as { excludedBy: (list: string) => (host: string, port: number) => boolean }

  test.each([
    ['', 'a.test', 80, false],
    ['*', 'a.test', 80, true],
    ['a.test', 'a.test', 443, true],
    ['a.test', 'b.a.test', 443, true],
    ['a.test', 'ba.test', 443, false],
    ['.a.test, *.b.test', 'x.b.test', 443, true],
    ['A.test', 'a.TEST.', 443, true],
    ['a.test:8443', 'a.test', 8443, true],
    ['a.test:8443', 'a.test', 443, false],
    ['127.0.0.1 ::1', '::1', 80, true],
    ['[::1]:80', '[::1]', 80, true],
    ['[::1]:80', '::1', 81, false],
  ])('%j on %s port %i: %s', (list, host, port, expected) => {
    expect(excludedBy(list)(host, port)).toBe(expected)
  })
})

/** Starts it without waiting for its end. */
function start(store: CliStore, command: readonly string[], ...options: string[]): ChildProcess {
  const rest = command.length > 0 ? ['--', ...command] : []
  return spawn(node, [cliPath, 'record', ...options, ...rest], {
    cwd: store.folder,
    env: { ...process.env, HARTIFACT_STORE: store.path, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

async function textOf(child: ChildProcess): Promise<string> {
  let text = ''
  for await (const chunk of child.stdout!) text += String(chunk)
  return text
}
