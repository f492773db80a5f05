import { responseBytes, setResponseBody } from '../kit/body.mjs'
import { headerOf, removeHeader } from '../kit/headers.mjs'
import { responseJson } from '../kit/json-entries.mjs'
import { nodesOf, patternOf, removeAt, setAt } from '../kit/json-paths.mjs'
import { entriesOf } from './context.mjs'

const answers = ['read', 'write', 'page', 'download', 'asset']
const typeOf = (entry) => (headerOf(entry.response, 'content-type') ?? '').split(';')[0]

const texts = ['response.text.changed', 'response.value.changed']
const code = ['response.bytes.changed', 'response.text.changed', 'response.code.changed']
const hashed = /[.-][0-9a-f]{8,}\.(js|css)/
const anyWord = /\b([A-Za-z]{5,})\b/g

/** Changes something in bodies of some types; `edit` gives the new text, or undefined. */
const content = (
  variant,
  types,
  edit,
  { expected = 'warning', fits = () => true, rules = texts } = {},
) => ({
  id: 'M41',
  variant,
  expected,
  rules,
  apply(context) {
    const { facts, random } = context
    const entries = random.shuffle(
      entriesOf(context, answers).filter((entry) => types.test(typeOf(entry)) && fits(entry)),
    )
    for (const entry of entries) {
      const { tag } = entry._eval
      const bytes = responseBytes(entry)
      const edited = edit(bytes, {
        random,
        isStable: (text) => facts.textIsStable(tag, text),
        bytesAreStable: facts.bytesAreStable(tag),
      })
      if (edited === undefined) continue
      setResponseBody(entry, edited)
      return { entries: [entry], path: typeOf(entry) }
    }
    return undefined
  },
})

/** Replaces one occurrence of what the expression finds (its first group) that is the same in all runs. */
const replaceOne =
  (expression, convert) =>
  (bytes, { isStable, random }) => {
    const text = bytes.toString('latin1')
    const found = [...text.matchAll(expression)].filter((match) => isStable(match[0]))
    const match = random.pick(found)
    if (!match) return undefined
    const at = match.index + match[0].indexOf(match[1])
    return Buffer.from(
      text.slice(0, at) + convert(match[1]) + text.slice(at + match[1].length),
      'latin1',
    )
  }

const otherWord = (word) => (word[0] === word[0].toUpperCase() ? 'Another' : 'another')
const otherNumber = (text) => text.replace(/\d/, (digit) => String((Number(digit) + 3) % 10))

function otherBytes(bytes, { bytesAreStable, random }) {
  if (!bytesAreStable) return undefined
  const copy = Buffer.from(bytes)
  const at = random.int(20, copy.length - 12)
  for (let step = 0; step < 8; step++) copy[at + step] ^= 0x55
  return copy
}

const message = (id, variant, expected, rules, change) => ({
  id,
  variant,
  expected,
  rules,
  apply(context) {
    const entry = context.random.pick(entriesOf(context, ['socket', 'stream']))
    if (!entry) return undefined
    const list = entry._webSocketMessages ?? entry._eventSourceMessages
    const received = list
      .filter(({ type }) => type !== 'send')
      .map((each) => ({ each, root: JSON.parse(each.data) }))
    const places = received.flatMap(({ root }) =>
      [...nodesOf(root)]
        .filter(
          ([path, value]) => path.length > 0 && fitsAll(received, path) && change.fits(path, value),
        )
        .map(([path]) => path),
    )
    const path = context.random.pick(places)
    if (!path) return undefined
    for (const { each, root } of received) {
      if (get(root, path) === undefined) continue
      change.apply(root, path)
      each.data = JSON.stringify(root)
    }
    if (entry._eventSourceMessages) {
      const text = list
        .map(
          ({ data, eventId, eventName }) =>
            `event: ${eventName}\nid: ${eventId}\ndata: ${data}\n\n`,
        )
        .join('')
      setResponseBody(entry, Buffer.from(text))
    }
    return { entries: [entry], path: `message ${patternOf(path)}` }
  },
})

const get = (root, path) => path.reduce((found, step) => found?.[step], root)
/** Whether several messages have it: those of a kind. */
const fitsAll = (received, path) =>
  received.filter(({ root }) => get(root, path) !== undefined).length > 1

/** @type {import('./context.mjs').Mutator[]} */
export const contentMutators = [
  {
    id: 'M40',
    variant: 'three times as large',
    expected: 'warning',
    rules: ['size.larger'],
    apply(context) {
      const entry = context.random.pick(
        entriesOf(context).filter(
          (found) => found.response.content.size > 1100 && responseJson(found),
        ),
      )
      if (!entry) return undefined
      const bytes = responseBytes(entry)
      const filler = Array.from({ length: bytes.length * 3 }, () => context.random.pick(' \t\n'))
      setResponseBody(entry, Buffer.concat([Buffer.from(filler.join('')), bytes]))
      return { entries: [entry], path: 'size' }
    },
  },
  {
    id: 'M40',
    variant: 'compression lost',
    expected: 'warning',
    rules: ['size.compression-lost'],
    apply(context) {
      const entry = context.random.pick(
        entriesOf(context, answers).filter(
          // Below that it saves no packet.
          ({ response }) =>
            headerOf(response, 'content-encoding') !== undefined && response.content.size >= 1000,
        ),
      )
      if (!entry) return undefined
      const bytes = responseBytes(entry)
      removeHeader(entry.response, 'content-encoding')
      setResponseBody(entry, bytes)
      return { entries: [entry], path: 'content-encoding' }
    },
  },
  content(
    'word of a page',
    /html/,
    replaceOne(/(?<=[>\s])([A-Za-z]{4,})(?=[\s<.,])(?![^<]*>)/g, otherWord),
  ),
  content('number of a page', /html/, replaceOne(/[>£ ](\d+[.,]\d\d)(?=[< ])/g, otherNumber)),
  content(
    'link of a page',
    /html/,
    replaceOne(/<a href="([^"]+)"/g, (link) => `${link}-old`),
  ),
  content(
    'word of XML',
    /xml$/,
    replaceOne(/>([A-Za-z][\w ]{3,})</g, () => 'Another'),
  ),
  content('number of XML', /xml$/, replaceOne(/>(\d+\.\d\d|\d{2,4})</g, otherNumber)),
  content(
    'cell of CSV',
    /csv/,
    replaceOne(/[;,]"?([A-Za-z][A-Za-z -]{3,}|-?\d+[.,]\d+)"?(?=[;,\r\n])/g, (cell) =>
      /\d/.test(cell) ? otherNumber(cell) : 'Another',
    ),
  ),
  content('row of CSV', /csv/, (bytes) => {
    const lines = bytes.toString('utf8').split('\n')
    return lines.length < 5 ? undefined : Buffer.from(lines.toSpliced(2, 1).join('\n'))
  }),
  content('plain text', /^text\/plain|ndjson/, replaceOne(/\b([A-Za-z]{4,})\b/g, otherWord)),
  content(
    'script or style of the same name',
    /javascript|css|svg/,
    replaceOne(anyWord, otherWord),
    {
      rules: code,
      fits: ({ request }) => !hashed.test(request.url),
    },
  ),
  content('script or style of another name', /javascript|css/, replaceOne(anyWord, otherWord), {
    // Builds do that all the time.
    expected: 'info',
    rules: code,
    fits: ({ request }) => hashed.test(request.url),
  }),
  content('bytes', /image\/(png|jpeg|gif)|octet-stream|pdf/, otherBytes, { rules: code }),
  content(
    'protobuf',
    /grpc-web/,
    (bytes, { isStable, random }) => {
      const text = bytes.toString('latin1')
      const match = random.pick(
        [...text.matchAll(/[a-z][a-z-]{3,}(?=[^a-z:])/g)].filter(
          ([name]) => isStable(name) && !name.startsWith('grpc'),
        ),
      )
      return (
        match &&
        Buffer.from(
          text.slice(0, match.index) +
            match[0].replace(/[a-z]/g, 'x') +
            text.slice(match.index + match[0].length),
          'latin1',
        )
      )
    },
    { rules: ['response.bytes.changed', 'response.value.changed'] },
  ),
  message('M5', 'of messages', 'breaking', ['response.field.removed'], {
    fits: () => true,
    apply: removeAt,
  }),
  message('M9', 'in messages', 'breaking', ['response.type.changed'], {
    fits: (_, value) => typeof value === 'number',
    apply: (root, path) => setAt(root, path, String(get(root, path))),
  }),
]
