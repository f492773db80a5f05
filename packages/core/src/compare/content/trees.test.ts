import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Tree } from '../tree.ts'
import type { ContentKind } from './content.ts'
import { digestOf, hashOf } from './digest.ts'
import { type TreeSource, readTree } from './trees.ts'

function treeOf(kind: ContentKind, body: string | Uint8Array, contentType = ''): Tree {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body
  const source: TreeSource = { bytes, contentType, mediaType: contentType.split(';', 1)[0]! }
  return readTree(kind, source)
}

const token = [{ alg: 'HS256' }, { sub: 'u-1', exp: 1_790_000_000 }]
  .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
  .join('.')

describe('json', () => {
  test.each<readonly [string, string, Tree]>([
    ['a document', '{"a":[1,true,null,"x"]}', { a: [1, true, null, 'x'] }],
    ['a value alone', ' "ok" ', 'ok'],
    ['a byte order mark', '\uFEFF[1]', [1]],
    ['a guard', ')]}\',\n{"a":1}', { a: 1 }],
    ['another guard', 'for(;;);[1]', [1]],
    [
      'big integers',
      '{"id":9007199254740993,"n":-12345678901234567890,"s":"12345678901234567890","f":0.12345678901234567890,"e":1e20,"safe":1234567890123456}',
      {
        id: 9007199254740993n,
        n: -12345678901234567890n,
        s: '12345678901234567890',
        f: 0.12345678901234568,
        e: 1e20,
        safe: 1234567890123456,
      },
    ],
    [
      'big integers beside quotes',
      '["\\\\","\\"12345678901234567890",12345678901234567890]',
      ['\\', '"12345678901234567890', 12345678901234567890n],
    ],
    [
      'JSON in a string',
      '{"event":"{\\"a\\":[1]}","no":"{a}"}',
      { event: { $json: { a: [1] } }, no: '{a}' },
    ],
    [
      'a token in a string',
      `{"token":"${token}.c2ln"}`,
      { token: { $jwt: { header: { alg: 'HS256' }, claims: { sub: 'u-1', exp: 1_790_000_000 } } } },
    ],
    ['several documents', '{"a":1}\n{"a":2}\n', [{ a: 1 }, { a: 2 }]],
    ['what is no JSON', '{"a":1\n,}', ['{"a":1', ',}']],
    ['nothing', '', []],
  ])('%s', (_, body, expected) => {
    expect(treeOf('json', body)).toEqual(expected)
  })

  test('a member named __proto__ is one like any other', () => {
    const tree = treeOf('json', '{"__proto__":"[1]"}')
    expect(Object.entries(tree as object)).toEqual([['__proto__', { $json: [1] }]])
  })

  test('is cut where it is too deep, and told apart below', () => {
    const nested = (leaf: string): Tree =>
      treeOf('json', `${'[{"a":'.repeat(5000)}${leaf}${'}]'.repeat(5000)}`)
    expect(JSON.stringify(nested('1'))).toContain('"$deep"')
    expect(nested('1')).toEqual(nested('1'))
    expect(nested('1')).not.toEqual(nested('2'))
  })

  test('reads every document as JSON.parse does', () => {
    const documents = fc.json({
      stringUnit: fc.constantFrom('a', '"', '\\', '1', '234567890', '\n'),
    })
    fc.assert(
      fc.property(documents, (document) => {
        const read = JSON.stringify(treeOf('json', document), bigAsNumber)
        expect(read).toBe(JSON.stringify(JSON.parse(document)))
      }),
    )
  })
})

test('json lines, also with a line that is none, and with record separators', () => {
  expect(treeOf('json-lines', '{"a":1}\r\n\n[2]\noops\n')).toEqual([{ a: 1 }, [2], 'oops'])
  expect(treeOf('json-lines', '\u001e{"a":1}\n\u001e2\n')).toEqual([{ a: 1 }, 2])
  expect(treeOf('json-lines', 'one\ntwo')).toEqual(['one', 'two'])
})

test('a form: a list where a name repeats, JSON taken apart', () => {
  expect(treeOf('form', 'a=1&b=x+y%21&b=z&c=%7B%22d%22%3A1%7D&__proto__=e')).toEqual(
    Object.fromEntries([
      ['a', '1'],
      ['b', ['x y!', 'z']],
      ['c', { $json: { d: 1 } }],
      ['__proto__', 'e'],
    ]),
  )
})

describe('multipart', () => {
  const file = Uint8Array.of(0, 13, 10, 255, 45, 45)
  const parts = [
    'Content-Disposition: form-data; name="title"\r\n\r\nA "quoted" text\r\n',
    'content-disposition: form-data; name=tag\r\n\r\none\r\n',
    'content-disposition: form-data; name=tag\r\n\r\n\r\n',
    'Content-Disposition: form-data; name="meta; x"\r\nContent-Type: application/json\r\n\r\n{"a":1}\r\n',
    'Content-Disposition: form-data; name="f"; filename="a\\"b.bin"; filename*=UTF-8\'\'%C3%A4.bin\r\nContent-Type: image/x\r\n\r\n',
  ]
  const bodyOf = (boundary: string, end: string): Uint8Array =>
    Buffer.concat([
      Buffer.from(`preamble\r\n${parts.map((part) => `--${boundary}\r\n${part}`).join('')}`),
      file,
      Buffer.from(end),
    ])
  const expected = {
    title: 'A "quoted" text',
    tag: ['one', ''],
    'meta; x': { a: 1 },
    f: { filename: 'ä.bin', type: 'image/x', size: 6, sha256: hashOf(file) },
  }

  test.each([
    ['a token', 'multipart/form-data; boundary=AaB03x', 'AaB03x'],
    ['quoted', 'multipart/form-data; charset=utf-8; Boundary="a b(c)"', 'a b(c)'],
  ])('form data by name, whatever the boundary is: %s', (_, contentType, boundary) => {
    const body = bodyOf(boundary, `\r\n--${boundary}--\r\nepilogue`)
    expect(treeOf('multipart', body, contentType)).toEqual(expected)
  })

  test('a last boundary that is missing is forgiven', () => {
    expect(treeOf('multipart', bodyOf('x', ''), 'multipart/form-data; boundary=x')).toEqual(
      expected,
    )
  })

  test('parts without names are a list; the boundary is found without a parameter', () => {
    const body =
      '--b\nContent-Type: application/json\n\n{"a":1}\n--b\nContent-Type: text/plain\n\nx\n--b--'
    expect(treeOf('multipart', body, 'multipart/mixed')).toEqual([{ a: 1 }, 'x'])
  })

  test('without any boundary it is bytes', () => {
    expect(treeOf('multipart', file, 'multipart/form-data; boundary=x')).toEqual(digestOf(file))
  })
})

describe('html', () => {
  test('every place has the texts and attributes of all its elements', () => {
    const page = `<!doctype html><html lang=en><head>
      <meta name="csrf-token" content="t0k"><title>Shop</title>
      <link rel=stylesheet href="/a.css"><!-- build 17 --></head>
      <body class="home"><h1>  Our
        products </h1>
      <ul><li>Lamp <b>new</b></li><li><a href="/p/2">Chair</a></li></ul>
      <table><tr><th>Name<th>Price<tr><td>Lamp<td>20</table>
      <form action="/buy" method=post><input name=email value=""><input type=submit disabled></form>
      <script>window.state = {"user":{"id":1}};</script><script>go( )</script></body></html>`
    expect(treeOf('html', page)).toEqual({
      'html@lang': ['en'],
      'head>meta[name=csrf-token]@name': ['csrf-token'],
      'head>meta[name=csrf-token]@content': ['t0k'],
      'head>title': ['Shop'],
      'head>link[rel=stylesheet]@rel': ['stylesheet'],
      'head>link[rel=stylesheet]@href': ['/a.css'],
      'body@class': ['home'],
      'body>h1': ['Our products'],
      'body>ul>li': ['Lamp'],
      'body>ul>li>b': ['new'],
      'body>ul>li>a@href': ['/p/2'],
      'body>ul>li>a': ['Chair'],
      'body>table>tbody>tr>th:1': ['Name'],
      'body>table>tbody>tr>th:2': ['Price'],
      'body>table>tbody>tr>td:1': ['Lamp'],
      'body>table>tbody>tr>td:2': ['20'],
      'body>form@action': ['/buy'],
      'body>form@method': ['post'],
      'body>form>input[name=email]@name': ['email'],
      'body>form>input[name=email]@value': [''],
      'body>form>input@type': ['submit'],
      'body>form>input@disabled': [''],
      'body>script': [{ $json: { user: { id: 1 } } }, 'go( )'],
    })
  })

  test('a page that is nested too deep for a browser is text', () => {
    const page = '<div>'.repeat(5000) + '</x>'.repeat(5000)
    expect(treeOf('html', page)).toEqual([expect.stringMatching(/^<div><div>.*sha256 /)])
  })
})

describe('xml', () => {
  test('elements are fields, prefixes and comments do not count', () => {
    const document = `<?xml version="1.0"?><!-- c --><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/">
      <s:Body><s:Fault><faultcode>s:Server</faultcode><detail code="7">No
      stock</detail></s:Fault></s:Body></s:Envelope>`
    expect(treeOf('xml', document)).toEqual({
      Envelope: {
        Body: { Fault: { faultcode: 's:Server', detail: { '@code': '7', '#text': 'No stock' } } },
      },
    })
  })

  test('lists are lists, also with one item and with none', () => {
    const orders = (items: string): Tree => treeOf('xml', `<orders>${items}</orders>`)
    expect(orders('<order>a</order><order>b</order>')).toEqual({ orders: { order: ['a', 'b'] } })
    expect(orders('<order>a</order>')).toEqual({ orders: { order: ['a'] } })
    expect(orders('')).toEqual({ orders: {} })
    expect(treeOf('xml', '<a><item/></a>')).toEqual({ a: { item: [''] } })
  })

  test('names of two namespaces keep their prefix', () => {
    const feed =
      '<item xmlns:dc="u:dc"><title>A</title><dc:title>B</dc:title><dc:date>C</dc:date></item>'
    expect(treeOf('xml', feed)).toEqual({ item: { title: 'A', 'dc:title': 'B', date: 'C' } })
  })

  test('CDATA is text, unknown entities and prefixes are forgiven', () => {
    expect(treeOf('xml', '<a><![CDATA[<b>]]>&nbsp;<x:c/></a>')).toEqual({
      a: { c: '', '#text': '<b>&nbsp;' },
    })
  })

  test('what is no XML, or too deep, is text', () => {
    expect(treeOf('xml', '<a>\n<b></a>')).toEqual(['<a>', '<b></a>'])
    expect(treeOf('xml', '<a>'.repeat(20_000))).toEqual([expect.stringContaining('sha256')])
  })
})

describe('csv', () => {
  test.each<readonly [string, string, Tree]>([
    [
      'commas and quotes',
      'id,name\r\n1,"a, ""b"""\r\n2,\r\n',
      [
        { id: '1', name: 'a, "b"' },
        { id: '2', name: '' },
      ],
    ],
    ['semicolons', 'id;total\n1;2,50\n', [{ id: '1', total: '2,50' }]],
    ['tabs', 'id\tname\n1\tx\n', [{ id: '1', name: 'x' }]],
    [
      'no header',
      '1,2\n3,4\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['rows of other lengths', 'a,b\n1\n1,2,3\n', [{ a: '1' }, { a: '1', b: '2', '3': '3' }]],
    ['no table', 'one\ntwo', ['one', 'two']],
  ])('%s', (_, body, expected) => {
    expect(treeOf('csv', body)).toEqual(expected)
  })
})

test('events, also one that was cut off', () => {
  const stream =
    ': hi\nid: 7\nevent: price\ndata: {"a":\ndata: 1}\n\ndata: plain\n\nretry: 5\ndata: last'
  expect(treeOf('events', stream)).toEqual([
    { event: 'price', data: { a: 1 }, id: '7' },
    { event: 'message', data: 'plain' },
    { event: 'message', data: 'last' },
  ])
})

describe('text', () => {
  test('is its lines', () => {
    expect(treeOf('text', 'one\r\n\ntwo\n')).toEqual(['one', '', 'two'])
    expect(treeOf('text', `{"level":"info"}\n${token}.`)).toEqual([
      { $json: { level: 'info' } },
      {
        $jwt: {
          header: { alg: 'HS256' },
          claims: { sub: 'u-1', exp: 1_790_000_000 },
          unsigned: true,
        },
      },
    ])
  })

  test('a long line and many lines end in their hash', () => {
    const line = 'x'.repeat(5_000_000)
    const [first] = treeOf('text', line) as string[]
    expect(first).toHaveLength(2000 + `… (5000000 characters, sha256 ${hashOf(line)})`.length)
    const lines = treeOf('text', 'y\n'.repeat(100_000)) as string[]
    expect(lines).toHaveLength(5001)
    expect(lines.at(-1)).toContain('… (190000 more characters, sha256 ')
  })
})

describe('grpc', () => {
  const text = (field: number, value: string | Buffer): Buffer =>
    Buffer.concat([Buffer.of((field << 3) | 2, value.length), Buffer.from(value)])
  const inner = Buffer.concat([text(1, 'Lamp'), Buffer.of(0x10, 0xac, 0x02)])
  const message = Buffer.concat([
    text(1, 'order-17'),
    text(2, inner),
    text(2, inner),
    Buffer.of(0x19, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f),
    Buffer.of(0x22, 2, 0xff, 0x01),
    Buffer.of(0x28, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01),
  ])
  const expected = {
    '1': 'order-17',
    '2': [
      { '1': 'Lamp', '2': 300 },
      { '1': 'Lamp', '2': 300 },
    ],
    '3': 0.5,
    '4': { hex: 'ff01' },
    '5': 18446744073709551615n,
  }
  const frame = (payload: Uint8Array, flags = 0): Buffer => {
    const head = Buffer.alloc(5)
    head.writeUInt8(flags)
    head.writeUInt32BE(payload.length, 1)
    return Buffer.concat([head, payload])
  }

  test('messages by field number', () => {
    const body = Buffer.concat([frame(message), frame(gzipSync(message), 1)])
    expect(treeOf('grpc', body, 'application/grpc+proto')).toEqual([expected, expected])
  })

  test('gRPC-Web, as bytes and as text, with its trailers', () => {
    const frames = [frame(message), frame(Buffer.from('grpc-status: 5\r\n'), 0x80)]
    const messages = [expected, { trailers: { 'grpc-status': '5' } }]
    expect(treeOf('grpc', Buffer.concat(frames), 'application/grpc-web+proto')).toEqual(messages)
    const encoded = frames.map((part) => part.toString('base64')).join('')
    expect(treeOf('grpc', encoded, 'application/grpc-web-text')).toEqual(messages)
  })

  test('a message without frames, and JSON inside of frames', () => {
    expect(treeOf('grpc', message, 'application/x-protobuf')).toEqual(expected)
    const body = frame(Buffer.from('{"a":1}'))
    expect(treeOf('grpc', body, 'application/grpc+json')).toEqual([{ a: 1 }])
  })

  test('what is cut off or no message is bytes', () => {
    const cut = frame(message).subarray(0, 30)
    expect(treeOf('grpc', cut, 'application/grpc')).toEqual([digestOf(cut)])
    expect(treeOf('grpc', frame(Buffer.of(7, 7)), 'application/grpc')).toEqual([{ hex: '0707' }])
  })
})

test('an image has its format and dimensions', () => {
  const gif = Buffer.from('R0lGODlhAwACAIAAAAAAAP///yH5BAAAAAAALAAAAAADAAIAAAIChF8AOw==', 'base64')
  expect(treeOf('image', gif)).toEqual({
    format: 'gif',
    width: 3,
    height: 2,
    size: gif.length,
    sha256: hashOf(gif),
  })
  expect(treeOf('image', Uint8Array.of(1))).toMatchObject({ format: 'unknown', size: 1 })
})

test('scripts, styles and bytes have size and hash alone', () => {
  for (const kind of ['script', 'style', 'binary'] as const) {
    expect(treeOf(kind, 'a{}')).toEqual({ size: 3, sha256: hashOf('a{}') })
  }
})

test('no kind throws, whatever the bytes', () => {
  const kinds: readonly ContentKind[] = [
    ...(['json', 'json-lines', 'form', 'multipart', 'html', 'xml', 'csv', 'events'] as const),
    ...(['script', 'style', 'text', 'image', 'grpc', 'binary'] as const),
  ]
  const types = [
    '',
    'application/grpc',
    'application/grpc-web-text',
    'multipart/x; boundary=a',
    'x/y; charset=?',
  ]
  const pieces = '< > / = & " \' { } [ ] , ; : - -- a 1 | \n \r \t --a\r\n <a> </a>'.split(' ')
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: fc.constantFrom(...pieces) }),
  )
  fc.assert(
    fc.property(
      fc.constantFrom(...kinds),
      bodies,
      fc.constantFrom(...types),
      (kind, body, type) => {
        expect(treeOf(kind, body, type)).toBeDefined()
      },
    ),
    { numRuns: 500 },
  )
})

function bigAsNumber(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}
