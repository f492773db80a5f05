import { type Call } from './compared-source.contract.ts'
import { file, json, withHeaders } from './golden-case.contract.ts'
import type { Run } from './run.contract.ts'

/** What differs between runs although nothing changed; the calls of one run. */
export type Noise = (run: Run) => readonly Call[]

const upper = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** The noise that a comparison must be silent about, as users meet it. */
export const noise: Readonly<Record<string, Noise>> = {
  'ids of all kinds': (run) => {
    const id = run.uuid()
    const ids = {
      uuid: id,
      object: run.hex(24),
      ulid: `01${run.text(24, upper)}`,
      nano: run.token(21),
      snowflake: `1${run.text(18, '0123456789')}`,
    }
    return [json(ids), { at: `GET /api/orders/${id}`, response: { id, state: 'open' } }]
  },
  'ids that count': ({ number }) => {
    const id = 1000 + number * 37
    return [
      {
        at: 'POST /api/orders',
        body: { product: 'lamp' },
        status: 201,
        responseHeaders: [['Location', `/api/orders/${id}`]],
        response: { id, product: 'lamp' },
      },
      { at: `GET /api/orders/${id}`, response: { id, product: 'lamp', number: `A-${id}` } },
    ]
  },
  'times in all forms': ({ time }) => {
    const iso = time.toISOString()
    const [year, month, day] = iso.slice(0, 10).split('-')
    const seconds = Math.floor(time.getTime() / 1000)
    return [
      json({
        iso,
        seconds,
        milliseconds: time.getTime(),
        microseconds: time.getTime() * 1000,
        http: time.toUTCString(),
        date: iso.slice(0, 10),
        local: `${day}.${month}.${year}`,
      }),
    ]
  },
  'how long ago it was': ({ number }) => [
    json({ ago: `${number + 2} min ago` }),
    file('text/html', `<p>Changed ${number + 2} minutes ago</p>`),
  ],
  'tokens and nonces': (run) => {
    const nonce = run.token(22)
    const form = `<input name="csrf" value="${run.token(32)}"><script nonce="${nonce}">let a</script>`
    return [
      json({ jwt: run.jwt(), token: run.token(40) }),
      {
        ...file('text/html', form),
        responseHeaders: [
          ['Content-Type', 'text/html'],
          ['Content-Security-Policy', `script-src 'nonce-${nonce}'`],
        ],
      },
    ]
  },
  'ids of traces and pods': (run) => [
    withHeaders(
      ['X-Request-Id', run.uuid()],
      ['X-Trace', run.hex(32)],
      ['Server-Timing', `db;dur=${run.number * 3}.5`],
      ['X-Pod', `web-${run.hex(9)}-${run.text(5, 'bcdfghjklm')}`],
    ),
  ],
  'validators and lengths': (run) => [
    withHeaders(
      ['ETag', `"${run.hex(32)}"`],
      ['Last-Modified', run.time.toUTCString()],
      ['Content-Length', String(20 + run.number)],
    ),
  ],
  'order of members, parameters, headers and cookies': (run) => [
    {
      at: `GET /api/thing?${run.shuffle(['a=1', 'b=2', 'c=3']).join('&')}`,
      headers: run.shuffle([
        ['X-A', '1'],
        ['X-B', '2'],
        ['Cookie', run.shuffle(['a=1', 'b=2', 'c=3']).join('; ')],
      ]),
      responseHeaders: run.shuffle([
        ['X-C', '1'],
        ['X-D', '2'],
      ]),
      response: Object.fromEntries(
        run.shuffle([
          ['k', 1],
          ['l', { x: 1 }],
          ['m', 'n'],
        ]),
      ),
    },
  ],
  'case of header names': ({ number }) => {
    const name = number % 2 === 0 ? 'X-Plan' : 'x-plan'
    return [json({ a: 1 }, { headers: [[name, 'gold']], responseHeaders: [[name, 'gold']] })]
  },
  'order of parallel requests': (run) =>
    run.shuffle(['lamps', 'chairs', 'tables', 'beds', 'sofas']).map((word) => ({
      at: `GET /api/parts/${word}`,
      response: { word, size: word.length },
    })),
  'number of polls': ({ number }) =>
    [...Array.from({ length: 2 + (number % 3) }, () => 'waiting'), 'done'].map((state) => ({
      at: 'GET /api/job',
      response: { state, percent: state === 'done' ? 100 : 50 },
    })),
  'a retry after 503': ({ number }) => [
    ...(number % 8 === 1 ? [json({ error: 'busy' }, { status: 503 })] : []),
    json({ a: 1 }),
  ],
  'sets in any order': (run) => [
    json({
      tags: run.shuffle(['red', 'green', 'blue', 'gold', 'grey']),
      items: run.shuffle(['a', 'b', 'c', 'd'].map((id) => ({ id, size: 3 }))),
    }),
  ],
  'random recommendations': (run) => [
    json({
      picks: run
        .shuffle('abcdefghijklmnop'.split(''))
        .slice(0, 4)
        .map((letter) => ({ id: `prd_${letter}`, name: `Lamp ${letter}`, price: 12 })),
    }),
  ],
  'counters and gauges': ({ number }) => [
    json({ visits: 1000 + number * 17, load: 0.5 + number / 50, stock: 20 + (number % 4) }),
  ],
  'signed addresses and cache busters': (run) => {
    const query = `expires=${1_790_000_000 + run.number * 999}&signature=${run.hex(64)}`
    return [
      json({ url: `https://bucket.example/file.pdf?${query}` }),
      file('application/pdf', '%PDF the same', `GET /file.pdf?${query}`),
      { at: `GET /ping?_=${run.time.getTime()}`, response: { ok: true } },
    ]
  },
  'names of built files': (run) => {
    const name = `/assets/app.${run.hex(8)}.js`
    return [
      file('text/html', `<script src="${name}"></script>`, 'GET /page'),
      file('text/javascript', 'let same = 1', `GET ${name}`),
    ]
  },
  'codings and versions of HTTP': ({ number }) => [
    json(
      { text: 'the same '.repeat(200) },
      {
        headers: [['Accept-Encoding', 'gzip, br']],
        httpVersion: number % 2 === 0 ? 'HTTP/1.1' : 'HTTP/2',
        coding: number % 2 === 0 ? 'gzip' : 'br',
        responseHeaders: [number % 2 === 0 ? ['Transfer-Encoding', 'chunked'] : ['Via', '2 edge']],
      },
    ),
  ],
  'boundaries of multipart bodies': (run) => {
    const boundary = `----${run.hex(16)}`
    const part = 'Content-Disposition: form-data; name="a"\r\n\r\n1'
    return [
      {
        at: 'POST /api/upload',
        headers: [['Content-Type', `multipart/form-data; boundary=${boundary}`]],
        body: `--${boundary}\r\n${part}\r\n--${boundary}--\r\n`,
        response: { ok: true },
      },
    ]
  },
  cursors: (run) => {
    const cursor = run.token(28)
    return [
      { at: 'GET /api/feed', response: { items: [1, 2], next: cursor } },
      { at: `GET /api/feed?cursor=${cursor}`, response: { items: [3, 4], next: null } },
    ]
  },
  'preflights that are cached or not': ({ number }) => [
    ...(number % 2 === 0
      ? []
      : [
          {
            at: 'OPTIONS https://api.shop.test/x',
            headers: [
              ['Origin', 'https://shop.test'],
              ['Access-Control-Request-Method', 'PUT'],
            ] as const,
            status: 204,
          },
        ]),
    { at: 'PUT https://api.shop.test/x', body: { a: 1 }, response: { ok: true } },
  ],
  'responses that are cached or not': ({ number }) => [
    number % 2 === 0
      ? json({ a: 1 }, { responseHeaders: [['ETag', '"a"']] })
      : { at: 'GET /api/thing', status: 304, responseHeaders: [['ETag', '"a"']] },
  ],
  experiments: ({ number }) => {
    const bucket = number % 2 === 0 ? 'A' : 'B'
    return [
      json(
        { bucket, variant: bucket === 'A' ? 'control' : 'treatment' },
        {
          responseHeaders: [
            ['X-Experiment', `checkout=${bucket}`],
            ['Set-Cookie', `experiment=${bucket}; Path=/`],
          ],
        },
      ),
    ]
  },
}
