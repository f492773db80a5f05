import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cliPath, runCli } from './support/cli.ts'
import { type CliStore, cliStore, pixels, recordTraffic } from './support/cli-store.ts'

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

describe('the command line', () => {
  test('every command has help with examples, and is in the list', async () => {
    const { code, stdout } = await runCli(['--help'])
    expect(code).toBe(0)
    const commands = [...stdout.matchAll(/^ {2}([a-z]+)(?:\|[a-z]+)? .*$/gm)]
      .map(([, name = '']) => name)
      .filter((name) => name !== 'help')
    expect(commands.length).toBeGreaterThan(24)
    const helps = await Promise.all(commands.map((name) => runCli([name, '--help'])))
    for (const [index, help] of helps.entries()) {
      expect(help, commands[index]).toMatchObject({ code: 0, stderr: '' })
      expect(help.stdout).toContain(`Usage: hartifact ${commands[index]}`)
      expect(help.stdout).toContain('Global Options:')
      expect(help.stdout).toMatch(/Examples:\n {2}# .+\n {2}\$ hartifact /)
    }
    expect((await runCli(['help', 'list'])).stdout).toBe(helps[commands.indexOf('list')]?.stdout)
  })

  test('the version is that of the package', async () => {
    const manifest = new URL('../packages/cli/package.json', import.meta.url)
    const { version } = JSON.parse(await readFile(manifest, 'utf8'))
    expect(await runCli(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' })
  })

  test('what is misspelt is told, with what may have been meant', async () => {
    expect(await runCli(['lits'])).toEqual({
      code: 2,
      stdout: '',
      stderr: "error: Unknown command 'lits'\n       Did you mean list?\n",
    })
    const option = await runCli(['list', '--revers', '--json'])
    expect(option).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(option.stderr)).toEqual({
      error: {
        code: 'USAGE',
        message: "Unknown option '--revers'",
        fix: 'Did you mean --reverse?',
      },
    })
    expect((await runCli([])).code).toBe(2)
    expect((await runCli(['list', '--limit', 'many'])).code).toBe(2)
    expect((await runCli(['list', '--sort', 'colour'])).stderr).toContain('Allowed choices')
    expect((await runCli(['list', '--store', ''])).stderr).toContain('It must not be empty.')
  })

  test('what looks like an option is told, with where it has to stand', async () => {
    const query = await runCli(['search', '-status:2xx'])
    expect(query).toMatchObject({ code: 2, stdout: '' })
    expect(query.stderr).toContain('A query that begins with - is put last, after --.')
    expect((await runCli(['search', 'x', '--limt', '3'])).stderr).toContain('Did you mean --limit?')
    const command = await runCli(['record', 'curl', '-s', 'http://127.0.0.1/'])
    expect(command).toMatchObject({ code: 2, stdout: '' })
    expect(command.stderr).toContain('Put -- before the command and its options.')
    const found = await recorded.json('search', '--limit', '1', '--', '-status:2xx')
    expect(found.hits[0].entry.response.status).not.toBe(200)
  })

  test('errors of the core come with their code and what to do', async () => {
    const human = await recorded.attempt(['show', 'Login Flwo'])
    expect(human).toMatchObject({ code: 2, stdout: '' })
    expect(human.stderr).toMatch(
      /^error: There is no session "Login Flwo" in .* \[NAME_NOT_FOUND\]\n/,
    )
    expect(human.stderr).toContain('Did you mean "Login Flow"?')
    expect(human.stderr).not.toContain('    at ')
    const { stderr, stdout } = await recorded.attempt(['show', 'Login Flwo', '--json'])
    expect(stdout).toBe('')
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'NAME_NOT_FOUND',
      fix: 'Did you mean "Login Flow"?',
    })
  })

  test('a stack is shown on demand only', async () => {
    const { stderr } = await recorded.attempt(['show', 'x'], { env: { HARTIFACT_DEBUG: '1' } })
    expect(stderr).toMatch(/^ {4}at /m)
  })

  test('a store that is not there is no empty one, and is not made', async () => {
    const store = join(recorded.folder, 'misspelt')
    for (const command of [['list'], ['search', 'x'], ['show', 'x'], ['prune']]) {
      const { code, stderr } = await runCli([...command, '--store', store])
      expect(code).toBe(2)
      expect(stderr).toContain('There is no store at')
    }
    expect((await runCli(['list', '--store', store])).code).toBe(2)
  })

  test('colours are for terminals, or on demand, and NO_COLOR and --no-color forbid them', async () => {
    const escape = '\u001B['
    const list = async (env: NodeJS.ProcessEnv, ...more: string[]): Promise<string> =>
      (await recorded.attempt(['list', ...more], { env })).stdout
    expect(await list({})).not.toContain(escape)
    expect(await list({ FORCE_COLOR: '1' })).toContain(escape)
    expect(await list({ FORCE_COLOR: '1', NO_COLOR: '1' })).not.toContain(escape)
    expect(await list({ FORCE_COLOR: '1' }, '--no-color')).not.toContain(escape)
  })

  test.skipIf(process.platform !== 'linux')('a full disk is no fault of this program', async () => {
    const script = `"${process.execPath}" "${cliPath}" list > /dev/full`
    const env = { ...process.env, HARTIFACT_STORE: recorded.path }
    const { status, stderr } = spawnSync('sh', ['-c', script], { env, encoding: 'utf8' })
    expect(stderr).toContain('ENOSPC')
    expect(status).toBe(2)
  })

  test('a reader that goes away is no error', async () => {
    await using store = await copy()
    const log = { version: '1.2', creator: { name: 'test', version: '1' }, entries: entries(4000) }
    await writeFile(join(store.folder, 'many.har'), JSON.stringify({ log }))
    await store.run('import', 'many.har', '--name', 'Many')
    for (const command of [
      ['show', 'Many'],
      ['show', 'Many', '--json'],
      ['search', 'method:GET'],
      ['timeline', 'Many'],
    ]) {
      const { code, stderr } = await store.attempt(command, { closeAfter: 10 })
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    }
  })
})

function entries(count: number): object[] {
  return Array.from({ length: count }, (_, index) => ({
    startedDateTime: new Date(Date.UTC(2026, 0, 1) + index).toISOString(),
    time: 1,
    request: {
      method: 'GET',
      url: `http://shop.test/${index}/${'x'.repeat(100)}`,
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      queryString: [],
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      cookies: [],
      headers: [],
      content: { size: 0, mimeType: '' },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 1, receive: 0 },
  }))
}

describe('list', () => {
  test('has what people want to know of each session, the newest first', async () => {
    const { sessions, store } = await recorded.json('list')
    expect(store).toBe(recorded.path)
    expect(sessions).toMatchObject([
      { name: 'API v2 Migration', requests: 2, type: 'recording', mode: 'standalone' },
      { name: 'Login Flow', requests: 3, state: 'closed', pinned: false, labels: [], links: [] },
    ])
    const [first] = sessions
    expect(first.size).toBeGreaterThan(0)
    expect(first.bytes).toBeGreaterThan(0)
    expect(first.created).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/)
    const text = await recorded.run('list')
    const [titles = '', line = ''] = text.split('\n')
    for (const title of ['NAME', 'MODE', 'TYPE', 'CREATED', 'ACTIVITY', 'MODIFIED', 'REQUESTS']) {
      expect(titles).toContain(title)
    }
    expect(line).toContain('API v2 Migration')
    expect(line).toContain(first.created)
  })

  test('is sorted, turned round, cut and filtered', async () => {
    await using store = await copy()
    await store.run('create', 'Empty', '--owner', 'grace', '--label', 'x', '--link', 'jira:A-1')
    expect(await names(store, '--sort', 'name')).toEqual([
      'API v2 Migration',
      'Empty',
      'Login Flow',
    ])
    expect(await names(store, '--sort', 'name', '--reverse')).toEqual([
      'Login Flow',
      'Empty',
      'API v2 Migration',
    ])
    expect(await names(store, '--sort', 'requests')).toEqual([
      'Login Flow',
      'API v2 Migration',
      'Empty',
    ])
    expect(await names(store, '--limit', '1')).toEqual(['Empty'])
    expect(await names(store, 'LOGIN')).toEqual(['Login Flow'])
    expect(await names(store, 'api*')).toEqual(['API v2 Migration'])
    expect(await names(store, '--owner', 'grace')).toEqual(['Empty'])
    expect(await names(store, '--label', 'x')).toEqual(['Empty'])
    expect(await names(store, '--link', 'jira:A-1')).toEqual(['Empty'])
    expect(await names(store, '--type', 'import')).toEqual([])
    expect(await store.run('list', '--type', 'import')).toMatch(/^No such sessions in /)
    expect(await store.run('ls', '--ids')).toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-7/)
  })

  test('shows as much of each id as names it, and that is enough everywhere', async () => {
    const { sessions } = await recorded.json('list')
    const text = await recorded.run('list')
    for (const { id, name } of sessions as Array<{ id: string; name: string }>) {
      const short = text.split(/\s+/).find((word) => word.length >= 8 && id.startsWith(word)) ?? '?'
      expect((await recorded.json('show', short)).session.name).toBe(name)
    }
    const [one] = sessions
    const ambiguous = await recorded.attempt(['show', one.id.slice(0, 8)])
    expect(ambiguous.stderr).toMatch(/The ids of 2 sessions begin with/)
    expect((await recorded.attempt(['show', one.id.slice(0, 7)])).stderr).toContain(
      'NAME_NOT_FOUND',
    )
  })
})

describe('show', () => {
  test('prints the entries as a table', async () => {
    const text = await recorded.run('show', 'Login Flow')
    expect(text).toMatch(/^"Login Flow" \S+, 3 requests, \d+ B\n\n#/)
    expect(text).toMatch(/^0 +POST +302 +http:\/\/127\.0\.0\.1:\d+\/login /m)
    expect(text).toMatch(/^2 +GET +200 +http:\S+pixel\.png +image\/png +10 B/m)
    const { entries: found, session } = await recorded.json('show', 'Login Flow')
    expect(session.requests).toBe(3)
    expect(found.map((entry: any) => [entry.position, entry.request.method])).toEqual([
      [0, 'POST'],
      [1, 'GET'],
      [2, 'GET'],
    ])
  })

  test('filters by query, with the numbers of the whole session', async () => {
    const { entries: found } = await recorded.json('show', 'Login Flow', '--filter', 'type:image')
    expect(found.map(({ position }: any) => position)).toEqual([2])
    for (const more of [[], ['--json']]) {
      const wrong = ['show', 'Login Flow', '--filter', 'size:big', ...more]
      const { code, stderr, stdout } = await recorded.attempt(wrong)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(stderr).toContain('INVALID_ARGUMENT')
    }
  })

  test('prints one entry with pretty bodies', async () => {
    const form = await recorded.run('show', 'Login Flow', '0')
    expect(form).toMatch(/^#0 {2}POST http/)
    expect(form).toContain('email = ada@example.test\n  remember = yes')
    expect(form).toContain('location: /account')
    expect(form).toContain('Timings')
    const json = await recorded.run('show', 'Login Flow', '#1')
    expect(json).toContain('"name": "Green tea"')
    const image = await recorded.run('show', 'Login Flow', '2')
    expect(image).toContain('(binary, 10 B)\n  00000000  89 50 4e 47 00')
  })

  test('prints one entry as JSON, by number and by id', async () => {
    const found = await recorded.json('show', 'Login Flow', '2')
    expect(found).toMatchObject({ session: { name: 'Login Flow' }, position: 2 })
    expect(Buffer.from(found.bodies.response.text, 'base64')).toEqual(pixels)
    expect(await recorded.json('show', 'Login Flow', found.entry.id)).toEqual(found)
    const text = await recorded.json('show', 'Login Flow', '1')
    expect(text.bodies.response).toMatchObject({ encoding: 'utf8' })
    const { stderr } = await recorded.attempt(['show', 'Login Flow', '99'])
    expect(stderr).toContain('has no entry 99')
  })

  test('has messages, interim responses, TLS, failures and remarks in it', async () => {
    await using store = await cliStore()
    const shown = async (name: string, entry: string): Promise<string> => {
      const fixtures = '../packages/core/src/formats/har/fixtures/'
      const file = new URL(`${fixtures}${name}.har`, import.meta.url)
      await store.run('import', fileURLToPath(file), '--name', name)
      return store.run('show', name, entry)
    }
    const chat = await shown('websocket', '0')
    expect(chat).toContain('Messages\n  10:00:01.000 -> text  hällo\n  10:00:01.123 <- binary  3 B')
    expect(chat).toContain('-> close 1000  bye')
    const upload = await shown('connections', '0')
    expect(upload).toContain('TLS         TLSv1.3, http/1.1, shop.test')
    expect(upload).toContain('Interim response  103 Early Hints')
    expect(upload).toContain('through     the proxy proxy.test:3128')
    expect(upload).toMatch(/Timings\n {2}blocked .*, dns 2 ms, .*total 36 ms/)
    expect(await shown('failures', '1')).toContain('failure     client-tls: The client refused')
    expect(await shown('steps-and-notes', '1')).toMatch(
      /step {8}fill the basket\n[^]*Notes\n {2}adds the tea/,
    )
  })

  test('writes a body as it is', async () => {
    const raw = await recorded.run('show', 'Login Flow', '0', '--raw', '--part', 'request')
    expect(raw).toBe('email=ada%40example.test&remember=yes')
    const decoded = await recorded.run('show', 'Login Flow', '1', '--raw')
    expect(JSON.parse(decoded)).toMatchObject({ total: 1 })
    const wire = await recorded.attempt(['show', 'Login Flow', '1', '--raw', '--wire'])
    expect(wire.stdout.charCodeAt(0)).toBe(0x1f)
  })

  test('refuses options that would do nothing', async () => {
    const refused = [
      [['show', 'Login Flow', '--raw'], 'Give its number behind the session.'],
      [['show', 'Login Flow', '--full'], 'Give its number behind the session.'],
      [['show', 'Login Flow', '0', '--wire'], 'Add --raw.'],
      [['show', 'Login Flow', '0', '--part', 'request'], 'Add --raw.'],
    ] as const
    for (const [command, fix] of refused) {
      const { code, stderr } = await recorded.attempt(command)
      expect(code).toBe(2)
      expect(stderr).toContain(fix)
    }
  })
})

describe('stats', () => {
  test('has figures, bars and the slowest requests', async () => {
    const { session, stats } = await recorded.json('stats', 'API v2 Migration')
    expect(session.name).toBe('API v2 Migration')
    expect(stats).toMatchObject({
      requests: 2,
      failed: 2,
      statusClasses: { '4xx': 1, '5xx': 1 },
      methods: { POST: 1, GET: 1 },
    })
    const text = await recorded.run('stats', 'API v2 Migration')
    expect(text).toMatch(/requests +2, 2 failed/)
    expect(text).toMatch(/5xx +1 {2}█+/)
    expect(text).toMatch(/Slowest\n +\d+ ms {2}#\d/)
  })
})

describe('search', () => {
  test('finds words, phrases and conditions in all sessions, with their places', async () => {
    const { count, hits } = await recorded.json('search', '"race condition"')
    expect(count).toBe(1)
    expect(hits).toMatchObject([
      { session: { name: 'API v2 Migration' }, position: 0, places: [{ where: 'response.body' }] },
    ])
    const [{ excerpt, length, start }] = hits[0].places
    expect(excerpt.slice(start, start + length)).toBe('race condition')
    const text = await recorded.run('search', 'race condition status:5xx')
    expect(text).toMatch(/^API v2 Migration .*\n {2}#0 {2}POST .*500/)
    expect(text).toContain('response.body: a race condition, sorry')
    expect(text).toContain('Found 1 entry.')
  })

  test('marks the hit where colours are wanted', async () => {
    const { stdout } = await recorded.attempt(['search', 'sorry'], { env: { FORCE_COLOR: '1' } })
    expect(stdout).toContain('\u001B[7msorry\u001B[27m')
  })

  test('in some sessions, so many at most', async () => {
    const some = await recorded.json('search', 'method:GET', '--session', 'Login Flow')
    expect(some.hits.map(({ position }: any) => position)).toEqual([1, 2])
    const all = await recorded.json('search', 'method:GET')
    expect(all.count).toBe(3)
    expect((await recorded.json('search', 'method:GET', '--limit', '1')).count).toBe(1)
  })

  test('nothing found is exit code 1', async () => {
    const human = await recorded.attempt(['search', 'unheard-of'])
    expect(human).toEqual({ code: 1, stdout: 'Nothing was found.\n', stderr: '' })
    const json = await recorded.attempt(['search', 'unheard-of', '--json'])
    expect(json.code).toBe(1)
    expect(JSON.parse(json.stdout)).toEqual({ query: 'unheard-of', hits: [], count: 0 })
  })
})
