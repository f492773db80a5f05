import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isHartifactError } from '../../errors.ts'
import { loadFixture } from '../session-fixtures.contract.ts'
import { writeHar } from './har-files.contract.ts'
import { readHar } from './read.ts'
import { unknownTimings } from '../../entry/unknown-timings.ts'

test('accepts a byte order mark, and a parsed file', async () => {
  const { file, text } = await writeHar(loadFixture('login-form'))
  expect(readHar(`\uFEFF${text}`)).toEqual(readHar(text))
  expect(readHar(file)).toEqual(readHar(text))
})

test('notices a body that somebody edited, and takes the new text', async () => {
  const { text } = await writeHar(loadFixture('event-stream'))
  const { bodies, entries, issues } = readHar(text.replaceAll('data: plain', 'data: other'))
  expect(issues).toEqual([
    { entry: 0, what: 'The response body was changed after the file had been written.' },
  ])
  const body = entries[0]!.response!.body!
  expect(Buffer.from(bodies.get(body.sha256)!).toString()).toContain('data: other')
})

describe('refuses what is no HAR', () => {
  test.each([
    ['not JSON', '<html>', 'FORMAT_UNKNOWN'],
    ['an empty file', '', 'FORMAT_UNKNOWN'],
    ['other JSON', '{"log":{}}', 'FORMAT_UNKNOWN'],
    ['null', 'null', 'FORMAT_UNKNOWN'],
    ['a newer one', '{"log":{"entries":[],"_hartifact":{"schema":2}}}', 'FORMAT_NEWER'],
  ] as const)('%s', (_, text, code) => {
    expect(thrownBy(() => readHar(text))).toSatisfy((error) => isHartifactError(error, code))
  })
})

describe('reads files of other tools', () => {
  test('with only a method and a URL', () => {
    const log = { entries: [{ request: { method: 'GET', url: 'http://shop.test/' } }] }
    const { entries, info } = readHar({ log })
    expect(info).toEqual({ name: 'Imported HAR', createdAt: '1970-01-01T00:00:00.000Z' })
    expect(entries).toEqual([
      {
        id: '00000000',
        startedAt: '1970-01-01T00:00:00.000Z',
        request: { method: 'GET', url: 'http://shop.test/', httpVersion: '', headers: [] },
        timings: unknownTimings,
        failure: { kind: 'other', message: 'The file has no response.' },
        attribution: 'port',
        annotations: [],
      },
    ])
  })

  test('with names, comments, pages and bodies as browsers write them', () => {
    const { annotations, bodies, entries, info, steps } = readHar({
      log: {
        comment: 'from the browser',
        pages: [
          { id: 'p1', title: 'Shop', startedDateTime: '2026-11-20T11:00:00.1234567+01:00' },
          { id: 'p2', title: 'Basket', startedDateTime: '2026-11-20T10:00:05.000Z' },
        ],
        entries: [
          {
            pageref: 'p2',
            startedDateTime: '2026-11-20T10:00:06.000Z',
            time: 12,
            comment: 'slow',
            serverIPAddress: '[2606:4700::1]',
            request: {
              method: 'POST',
              url: 'https://shop.test/basket',
              httpVersion: 'h2',
              headers: [{ name: 'A', value: '1' }, null, { name: 'a', value: 2 }],
              postData: { mimeType: 'x', params: [{ name: 'a b', value: '1' }] },
            },
            response: {
              status: '200',
              headers: [{ name: 'Content-Encoding', value: 'gzip' }],
              content: { size: 3, text: 'dGVh', encoding: 'base64' },
            },
            timings: { send: -1, wait: 10, receive: null },
          },
          { pageref: 'gone', request: {}, response: { status: 0, _error: 'net::ERR_FAILED' } },
        ],
      },
    })
    expect(info).toEqual({ name: 'Shop', createdAt: '2026-11-20T10:00:00.123Z' })
    expect(annotations.map(({ note }) => note)).toEqual(['from the browser'])
    expect(steps.map(({ id, title }) => `${id} ${title}`)).toEqual(['p1 Shop', 'p2 Basket'])
    const [first, second] = entries
    expect(first).toMatchObject({
      step: 'p2',
      remoteAddress: '2606:4700::1',
      request: {
        headers: [
          ['A', '1'],
          ['a', '2'],
        ],
      },
      response: { status: 200, body: { size: 3, decodedSize: 3 } },
      timings: { send: null, wait: 10, receive: null, total: 12 },
      annotations: [{ note: 'slow' }],
    })
    const text = (sha256 = ''): string => Buffer.from(bodies.get(sha256) ?? []).toString()
    expect(text(first!.request.body?.sha256)).toBe('a+b=1')
    expect(text(first!.response!.body?.sha256)).toBe('tea')
    expect(second).toMatchObject({
      startedAt: first!.startedAt,
      failure: { kind: 'other', message: 'net::ERR_FAILED' },
    })
    expect(second).not.toHaveProperty('step')
    expect(second).not.toHaveProperty('response')
  })

  test('with a binary request body where HTTP Toolkit puts it', () => {
    const request = {
      method: 'PUT',
      url: 'http://shop.test/',
      _requestBodyStatus: 'discarded:not-representable',
      _content: { text: '//4AAQ==', size: 4, encoding: 'base64' },
    }
    const { bodies } = readHar({ log: { entries: [{ request }] } })
    expect([...bodies.values()]).toEqual([Uint8Array.of(0xff, 0xfe, 0, 1)])
  })

  test('with the control frames of a WebSocket', () => {
    const frame = { type: 'receive', time: 1 }
    const log = {
      entries: [
        {
          request: { method: 'GET', url: 'wss://chat.test/' },
          _webSocketMessages: [
            { ...frame, opcode: 9, data: '/w==' },
            { ...frame, opcode: 10, data: '' },
            { ...frame, opcode: 8, data: 'bye' },
            { ...frame, opcode: 11, data: 'odd' },
          ],
        },
      ],
    }
    const { entries } = readHar({ log })
    expect(entries[0]!.messages!.map(({ data, kind, size }) => [kind, data, size])).toEqual([
      ['ping', '/w==', 1],
      ['pong', '', 0],
      ['close', 'bye', 3],
      ['text', 'odd', 3],
    ])
  })

  test('whatever stands in any of their fields', async () => {
    const { file } = await writeHar(loadFixture('websocket'))
    const { file: other } = await writeHar(loadFixture('steps-and-notes'))
    const { file: third } = await writeHar(loadFixture('connections'))
    const places = [file, other, third].flatMap((from) =>
      [...pathsOf(from)].map((path) => ({ from, path })),
    )
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), ({ from, path }, value) => {
        const har = structuredClone(from)
        replace(har, path, value)
        const error = thrownBy(() => readHar(har))
        // Only the list of entries is needed, and a schema that is known.
        if (error !== undefined) {
          expect(['FORMAT_UNKNOWN', 'FORMAT_NEWER']).toContain((error as { code?: unknown }).code)
        }
      }),
      { numRuns: 1000 },
    )
  })
})

type Path = ReadonlyArray<string | number>

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  if (path.length > 0) yield path
  if (typeof value !== 'object' || value === null) return
  for (const [key, item] of Object.entries(value)) yield* pathsOf(item, [...path, key])
}

function replace(root: unknown, path: Path, value: unknown): void {
  let target = root as Record<string, unknown> | undefined
  for (const key of path.slice(0, -1)) target = target?.[key] as typeof target
  if (target) target[path.at(-1)!] = value
}

function thrownBy(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
