import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Entry } from '../entry.ts'
import { foldCase } from '../fold-case.ts'
import { unknownTimings } from '../unknown-timings.ts'
import { compileQuery } from './compile-query.ts'
import { type BodyTexts, findTexts } from './find-texts.ts'
import type { SearchPlace } from './search-place.ts'

const entry: Entry = {
  id: 'e1',
  startedAt: '2026-03-01T12:00:00.000500Z',
  request: {
    method: 'GET',
    url: 'https://shop.test/needle?q=1',
    httpVersion: 'HTTP/1.1',
    headers: [
      ['X-Needle', 'one'],
      ['X-Two', 'the Needle'],
    ],
    trailers: [['X-Sum', 'needle']],
  },
  response: {
    status: 200,
    statusText: '',
    httpVersion: 'HTTP/1.1',
    headers: [['Set-Cookie', 'needle=1']],
  },
  timings: unknownTimings,
  attribution: 'port',
  messages: [
    { direction: 'sent', at: '', kind: 'text', data: 'hay', size: 3 },
    { direction: 'sent', at: '', kind: 'text', data: 'a needle', size: 8 },
    { direction: 'sent', at: '', kind: 'binary', data: 'needle', size: 4 },
  ],
  annotations: [
    { id: 'n1', at: '', note: 'no such' },
    { id: 'n2', at: '', tags: ['needle'] },
  ],
  failure: { kind: 'reset', message: 'A needle broke it', code: 'ECONNRESET' },
}
const bodies = { request: 'a needle', response: 'NEEDLE' }

function find(
  query: string,
  set: Partial<Entry> = {},
  texts: BodyTexts = {},
): SearchPlace[] | undefined {
  return findTexts(compileQuery(query), { ...entry, ...set }, texts)
}

const wheres = (places: SearchPlace[] | undefined): unknown =>
  places?.map(({ name, where }) => (name === undefined ? where : `${where} ${name}`))

/** The place of `query` in a remark with this note. */
function inNote(query: string, note: string): SearchPlace {
  const [place] = find(`in:annotation ${query}`, { annotations: [{ id: 'n', at: '', note }] })!
  return place!
}

const marked = ({ excerpt, length, start }: SearchPlace): string =>
  `${excerpt.slice(0, start)}[${excerpt.slice(start, start + length)}]${excerpt.slice(start + length)}`

describe('texts', () => {
  it('are found in every part of an entry', () => {
    expect(wheres(find('needle', {}, bodies))).toEqual([
      'url',
      'request.headers X-Needle',
      'request.headers X-Two',
      'request.headers X-Sum',
      'response.headers Set-Cookie',
      'message 1',
      'annotation n2',
      'failure',
      'request.body',
      'response.body',
    ])
  })

  it('are looked for where the query says', () => {
    expect(wheres(find('in:body needle', {}, bodies))).toEqual(['request.body', 'response.body'])
    expect(wheres(find('in:url,message needle'))).toEqual(['url', 'message 1'])
    expect(find('in:body needle')).toBeUndefined()
  })

  it('must all be there, and those with a minus must not', () => {
    expect(wheres(find('no'))).toEqual(['annotation n1'])
    expect(wheres(find('no econnreset'))).toEqual(['annotation n1', 'failure'])
    expect(find('no nowhere')).toBeUndefined()
    expect(find('no -hay')).toBeUndefined()
    expect(wheres(find('no -nowhere'))).toEqual(['annotation n1'])
    expect(find('-nowhere')).toEqual([])
    expect(find('')).toEqual([])
  })

  it('may go over the colon of a header', () => {
    expect(find('"x-two: the"')!.map(marked)).toEqual(['[X-Two: the] Needle'])
  })

  it.each([
    ['straße', 'Die STRAẞE', 'Die [STRAẞE]'],
    ['ΟΔΟΣ', 'η οδος', 'η [οδος]'],
    ['οδοσ', 'ΟΔΟΣ!', '[ΟΔΟΣ]!'],
    ['istanbul', 'in İSTANBUL', 'in [İSTANBUL]'],
    ['İzmir', 'izmir', '[izmir]'],
    ['kelvin', '\u212Aelvin', '[\u212Aelvin]'],
    ['"привет мир"', 'Привет МИР', '[Привет МИР]'],
    ['😀', 'x😀y', 'x[😀]y'],
  ])('%s is found in %s', (query, note, expected) => {
    expect(marked(inNote(query, note))).toBe(expected)
  })

  it('are shown in one line that changes nothing on a terminal', () => {
    const note = ' \n a\u001B[31m \t\r\n\u202Eb needle\u0000 \u2028 c\u2066 '
    expect(marked(inNote('needle', note))).toBe('a?[31m ?b [needle]? c?')
    expect(marked(inNote('"x  y"', 'a x  y b'))).toBe('a [x y] b')
  })

  it('are shown with what stands around them, cut at both sides', () => {
    const long = `${'a'.repeat(500)} needle ${'b'.repeat(500)}`
    expect(marked(inNote('needle', long))).toBe(`…${'a'.repeat(39)} [needle] ${'b'.repeat(59)}…`)
    const emoji = `${'😀'.repeat(50)}needle${'😀'.repeat(50)}`
    expect(marked(inNote('needle', emoji))).toBe(`…${'😀'.repeat(20)}[needle]${'😀'.repeat(30)}…`)
    const whole = 'n'.repeat(300)
    expect(marked(inNote(whole, `x${whole}y`))).toBe(`x[${'n'.repeat(79)}…]y`)
  })

  it('that are in very many messages are told of some', () => {
    const message = entry.messages![1]!
    expect(find('in:message needle', { messages: Array(5000).fill(message) })).toHaveLength(20)
  })

  it('are found wherever they are put, in any case', () => {
    const some = fc.string({ unit: 'binary', maxLength: 60 })
    fc.assert(
      fc.property(
        some,
        fc.string({ unit: 'binary', minLength: 1, maxLength: 10 }),
        some,
        (a, text, b) => {
          for (const given of [text, text.toUpperCase()]) {
            if (foldCase(given) !== foldCase(text)) continue
            const query = {
              places: new Set(['annotation'] as const),
              texts: [{ text, negated: false }],
            }
            const annotations = [{ id: 'n', at: '', note: a + given + b }]
            const [place] = findTexts(query, { ...entry, annotations })!
            const { excerpt, length, start } = place!
            expect(start + length).toBeLessThanOrEqual(excerpt.length)
            expect(excerpt.length).toBeLessThanOrEqual(190)
            expect(excerpt).not.toMatch(/[\p{Cc}\p{Bidi_Control}\p{Cs}\u2028\u2029]/u)
            const simple = /^[\x21-\x7E]*$/.test(a + given + b)
            if (simple) expect(excerpt.slice(start, start + length)).toMatch(same(text))
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

function same(text: string): RegExp {
  return new RegExp(`^${text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`)}$`, 'i')
}
