import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHartifactError } from '../../errors.ts'
import { parseQuery } from './parse-query.ts'
import { type KeyTerm, printQuery, type Query, type TextTerm } from './query.ts'
import { queryKeys } from './query-keys.ts'

const key = (name: KeyTerm['key'], ...values: string[]): Query => ({
  terms: [{ key: name, values, negated: false }],
  texts: [],
})
const texts = (...all: string[]): Query => ({
  terms: [],
  texts: all.map((text) => ({ text, negated: false })),
})

describe('a query', () => {
  it.each<[string, Query]>([
    ['', { terms: [], texts: [] }],
    [' \t\n ', { terms: [], texts: [] }],
    ['method:POST', key('method', 'POST')],
    ['Method:POST', key('method', 'POST')],
    ['method:GET,POST', key('method', 'GET', 'POST')],
    ['status:4xx,503', key('status', '4xx', '503')],
    ['url:**/{login,logout}', key('url', '**/{login,logout}')],
    ['host:{a,b}.test,c.test', key('host', '{a,b}.test', 'c.test')],
    ['note:"race condition"', key('note', 'race condition')],
    ['note:"a,b","c"', key('note', 'a,b', 'c')],
    ['note:a"b c"d', key('note', 'ab cd')],
    [String.raw`note:"say \"hi\" \\o/ \*"`, key('note', String.raw`say "hi" \o/ \*`)],
    [String.raw`url:/a\*b`, key('url', String.raw`/a\*b`)],
    ['header:x-a=b:c', key('header', 'x-a=b:c')],
    ['size:1kb..2mb', key('size', '1kb..2mb')],
    ['race', texts('race')],
    ['race condition', texts('race', 'condition')],
    ['"race condition"', texts('race condition')],
    [String.raw`"a \"b\" \\ \n"`, texts(String.raw`a "b" \ \n`)],
    ['"method:POST"', texts('method:POST')],
    ['https://shop.test/x', texts('https://shop.test/x')],
    ['ws://shop.test', texts('ws://shop.test')],
    ['12:30', texts('12:30')],
    ['{"id":5}', texts('{"id":5}')],
    ['::1', texts('::1')],
    ['-', texts('-')],
    ['a-b', texts('a-b')],
    ['-race', { terms: [], texts: [{ text: 'race', negated: true }] }],
    ['-"a b"', { terms: [], texts: [{ text: 'a b', negated: true }] }],
    ['-tag:bug', { terms: [{ key: 'tag', values: ['bug'], negated: true }], texts: [] }],
    [
      '  tag:bug   in:body "x y" -z ',
      {
        terms: [
          { key: 'tag', values: ['bug'], negated: false },
          { key: 'in', values: ['body'], negated: false },
        ],
        texts: [
          { text: 'x y', negated: false },
          { text: 'z', negated: true },
        ],
      },
    ],
  ])('%s', (query, expected) => {
    expect(parseQuery(query)).toEqual(expected)
  })

  it.each([
    ['staus:5xx', "no key 'staus'", "at position 1, 'staus:5xx'", 'Did you mean status'],
    ['tag:bug mehtod:GET', "no key 'mehtod'", "position 9, 'mehtod:GET'", 'method'],
    ['localhost:8080', "no key 'localhost'", 'The keys are method, status', 'put it in quotes'],
    ['constructor:1', "no key 'constructor'", 'The keys are', 'quotes'],
    ['tag:bug status: 5xx', "'status:' at position 9", 'lacks a value', 'without a blank'],
    ['method:GET,', "'method:GET,'", 'lacks a value', 'method:one,two'],
    ['tag:""', '\'tag:""\' at position 1', 'lacks a value', 'tag:value'],
    ['x "race', 'not closed at position 3', "'\"race'", String.raw`\"`],
    ['note:"race', 'not closed at position 1', "'note:\"race'", String.raw`\"`],
    ['""', 'Nothing is between the quotes', 'position 1', 'Leave them out'],
    ['"a"b', 'in the middle of a word', 'position 1', String.raw`\"`],
    ['a status:9xx', "'9xx'", "'status' at position 3", "'4xx'"],
    ['color:rde', "'rde'", "'color' at position 1", 'red, orange'],
    ['has:notes', "'notes'", "'has'", 'note, tag'],
    ['failed:maybe', "'maybe'", "'failed'", 'yes or no'],
    ['size:>10xb', "'>10xb'", "'size'", '>100kb'],
    ['time:fast', "'fast'", "'time'", '>500ms'],
    ['host:https://a.test', "'https://a.test'", "'host'", 'Leave out scheme'],
    ['url:/{a', "'/{a'", "'url'", 'braces'],
    ['from:yesterday', "'yesterday'", "'from'", '-10m'],
    ['in:bodies x', "'bodies'", "'in'", 'headers, body'],
    ['tag:bug in:body', 'where to search', "position 9, 'in:body'", 'a word'],
  ])('%s is refused', (query, ...parts) => {
    const error = errorOf(query)
    expect(isHartifactError(error, 'INVALID_ARGUMENT')).toBe(true)
    for (const part of parts) expect(String(error)).toContain(part)
  })

  it.each([undefined, 5, ['tag:bug'], 'x'.repeat(10_001)])(
    'is text of a sensible length',
    (query) => {
      expect(isHartifactError(errorOf(query as string), 'INVALID_ARGUMENT')).toBe(true)
    },
  )

  it('is found again in what it is printed as', () => {
    fc.assert(
      fc.property(anyQuery, (query) => {
        expect(parseQuery(printQuery(query))).toEqual(query)
      }),
      { numRuns: 1000 },
    )
  })

  it('is parsed, or refused with the one code, whatever it is', () => {
    fc.assert(
      fc.property(anyInput, (input) => {
        const error = errorOf(input)
        if (error !== undefined) expect(isHartifactError(error, 'INVALID_ARGUMENT')).toBe(true)
      }),
      { numRuns: 2000 },
    )
  })
})

function errorOf(query: string): unknown {
  try {
    parseQuery(query)
    return undefined
  } catch (error) {
    return error
  }
}

const oneOf = (...values: string[]): fc.Arbitrary<string> => fc.constantFrom(...values)
const someText = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }),
  fc.string({
    minLength: 1,
    maxLength: 8,
    unit: oneOf('a', ':', '-', '"', '\\', ',', '{', '}', '*', ' ', '\n', '=', 'é'),
  }),
)
const valuesOf = (name: KeyTerm['key']): fc.Arbitrary<string> => {
  switch (name) {
    case 'status':
      return oneOf('404', '4xx', '400-499', '>=500')
    case 'host':
      return oneOf('api.*', '{a,b}.test', '*.shop.test:8080')
    case 'url':
    case 'path':
      return oneOf('/login', '**/{a,b}', 'a b', '*.js', '/"q"', '/a\\*', 'x\\"y')
    case 'type':
      return oneOf('json', 'image/*')
    case 'size':
      return oneOf('>100kb', '1kb..2mb', '0')
    case 'time':
      return oneOf('>500ms', '<2s')
    case 'failed':
      return oneOf('yes', 'false')
    case 'has':
      return oneOf('note', 'request.body')
    case 'color':
      return oneOf('red', 'blue')
    case 'from':
    case 'to':
      return oneOf('2026-03-01', '-10m')
    case 'header':
      return someText.map((text) => `x-a=${text}`)
    case 'in':
      return oneOf('body', 'url', 'headers')
    default:
      return someText
  }
}
const anyTerm: fc.Arbitrary<KeyTerm> = fc.constantFrom(...queryKeys).chain((name) =>
  fc.record({
    key: fc.constant(name),
    values: fc.array(valuesOf(name), { minLength: 1, maxLength: 3 }),
    negated: fc.boolean(),
  }),
)
const anyText: fc.Arbitrary<TextTerm> = fc.record({ text: someText, negated: fc.boolean() })
const anyQuery: fc.Arbitrary<Query> = fc
  .record({
    terms: fc.array(anyTerm, { maxLength: 4 }),
    texts: fc.array(anyText, { maxLength: 3 }),
  })
  .filter(({ terms, texts: all }) => all.length > 0 || terms.every((term) => term.key !== 'in'))
const anyInput = fc.oneof(
  fc.string({ maxLength: 60, unit: 'binary' }),
  fc.string({
    maxLength: 40,
    unit: oneOf('status:', 'in:', 'url:', 'x', '"', '\\', ' ', '-', ',', '{', '*', '5xx'),
  }),
)
