import type { Call } from './compared-source.contract.ts'
import { file, type GoldenCase, json } from './golden-case.contract.ts'

const ok = json({ a: 1 })
const broken: Call = {
  at: 'GET /api/thing',
  failure: { kind: 'reset', message: 'The connection broke.' },
}

const graphql = (response: unknown): Call => ({
  at: 'POST /graphql',
  body: { operationName: 'GetUser', query: 'query GetUser { user { id } }' },
  response,
})

const rpc = (response: object): Call => ({
  at: 'POST /rpc',
  body: { jsonrpc: '2.0', id: 1, method: 'getUser' },
  response: { jsonrpc: '2.0', id: 1, ...response },
})

const poll = (...states: string[]): Call[] =>
  states.map((state) => ({ at: 'GET /api/job', response: { state } }))

const status = (code: number): Call => json({ a: 1 }, { status: code })
const bytes = (...all: number[]): Call =>
  file('application/octet-stream', Uint8Array.from(all), 'GET /file.bin')
const image = (...all: number[]): Call =>
  file('image/png', Uint8Array.from([0x89, 0x50, ...all]), 'GET /image.png')
const page = (html: string): Call => file('text/html', html)

const cases: ReadonlyArray<readonly [name: string, before: Call, after: Call, ...found: string[]]> =
  [
    // Whole exchanges
    ['an error of the server', ok, status(500), 'breaking response.status.worse response.status'],
    ['an error of the client', ok, status(429), 'breaking response.status.worse response.status'],
    ['404 to 500', status(404), status(500), 'breaking response.status.worse response.status'],
    ['201 to 200', status(201), ok, 'warning response.status.changed response.status'],
    ['an error is gone', status(500), ok, 'info response.status.better response.status'],
    ['a connection breaks', ok, broken, 'breaking response.failed response'],
    ['a connection no longer breaks', broken, ok, 'info response.status.better response'],
    [
      'the client gives up',
      ok,
      { at: ok.at, failure: { kind: 'client-aborted', message: 'The client went away.' } },
      'info response.failed response',
    ],
    [
      'an error of GraphQL',
      graphql({ data: { user: { id: 'ann' } } }),
      graphql({ data: { user: null }, errors: [{ message: 'Not today.' }] }),
      'breaking response.error response.body.errors',
      'breaking response.value.nulled response.body.data.user',
    ],
    [
      'an error of JSON-RPC',
      rpc({ result: { name: 'Ann' } }),
      rpc({ error: { code: -32_000, message: 'Not today.' } }),
      'breaking response.error response.body.error',
      'breaking response.field.removed response.body.result',
    ],
    [
      'a body is gone',
      file('application/json', '{"a":1}'),
      { at: 'GET /file', responseHeaders: [['Content-Type', 'application/json']] },
      'breaking response.body.emptied response.body',
    ],
    [
      'a body is new',
      { at: 'GET /file', responseHeaders: [['Content-Type', 'application/json']] },
      file('application/json', '{"a":1}'),
      'info response.body.added response.body',
    ],
    [
      'a page in place of data',
      file('application/json', '{"a":1}'),
      file('text/html', '<p>Please log in.</p>'),
      'breaking response.content-type.changed response.headers.content-type',
    ],
    // Contents
    [
      'a word of a page',
      page('<h1>Hello there</h1>'),
      page('<h1>Hello their</h1>'),
      'warning response.text.changed response.body["body>h1"][]',
    ],
    [
      'a link of a page',
      page('<a href="/a">x</a>'),
      page('<a href="/b">x</a>'),
      'warning response.text.changed response.body["body>a@href"][]',
    ],
    [
      'a line of a text',
      file('text/plain', 'one\ntwo\n'),
      file('text/plain', 'one\ntoo\n'),
      'warning response.text.changed response.body[]',
    ],
    [
      'a cell of a table',
      file('text/csv', 'id,name\n1,Ann\n2,Bob\n'),
      file('text/csv', 'id,name\n1,Ann\n2,Bert\n'),
      'warning response.value.changed response.body[].name',
    ],
    [
      'an element of a document',
      file('text/xml', '<order><total>5</total><state>open</state></order>'),
      file('text/xml', '<order><state>open</state></order>'),
      'breaking response.field.removed response.body.order.total',
    ],
    ['a file', bytes(1, 0, 4), bytes(1, 0, 5), 'warning response.bytes.changed response.body'],
    ['an image', image(1), image(2), 'warning response.bytes.changed response.body'],
    [
      'a script under the same name',
      file('text/javascript', 'let a = 1', 'GET /app.js'),
      file('text/javascript', 'let a = 2', 'GET /app.js'),
      'warning response.code.changed response.body',
    ],
    [
      'a script under another name',
      file('text/javascript', 'let a = 1', 'GET /app.3f9a1c7d.js'),
      file('text/javascript', 'let a = 2', 'GET /app.8b2e4d11.js'),
      'info response.code.changed response.body',
    ],
  ]

/** What became of exchanges as a whole, and of bodies that are no data. */
export const outcomes: readonly GoldenCase[] = [
  ...cases.map(([name, before, after, ...found]) => ({
    name,
    before: [before],
    after: [after],
    found,
  })),
  {
    name: 'a poll does not come to its end',
    before: poll('waiting', 'waiting', 'done'),
    after: poll('waiting', 'waiting', 'waiting'),
    found: [
      'breaking response.state.unfinished response.body.state',
      'warning response.value.changed response.body.state',
    ],
  },
  {
    name: 'a poll that takes longer and does not come to its end',
    before: poll('waiting', 'waiting', 'done'),
    repeats: [poll('waiting', 'done'), poll('waiting', 'waiting', 'waiting', 'done')],
    after: poll('waiting', 'waiting', 'waiting', 'waiting', 'waiting'),
    found: [
      'breaking response.state.unfinished response.body.state',
      'warning response.value.changed response.body.state',
    ],
  },
]
