import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import type { EntryFilter } from '../entry/filter.ts'
import { isHartifactError } from '../errors.ts'
import { encodeMarker, type Marker, parseMarker } from './session-marker.ts'

const marker: Marker = {
  store: '/project/.hartifact',
  sessionId: '0190',
  name: 'Login › Été #1',
  mode: 'retain-on-failure',
  har: '/project/results/login.har',
}

const filter: EntryFilter = {
  method: ['GET', 'POST'],
  url: /\/api\/v\d+\/"?/giu,
  host: /^shop\.test$/,
  path: '/{a,b}/**',
  status: [404, '5xx'],
  failed: false,
}

test('comes back as it was', () => {
  const { har: _, ...withoutHar } = marker
  for (const one of [marker, withoutHar, { ...marker, filter }, { ...marker, filter: {} }]) {
    expect(parseMarker(encodeMarker(one))).toEqual(one)
  }
})

describe('the filter', () => {
  test('has its regular expressions as objects', () => {
    const written = JSON.parse(encodeMarker({ ...marker, filter })) as { filter: unknown }
    expect(written.filter).toEqual({
      ...filter,
      url: { source: String.raw`\/api\/v\d+\/"?`, flags: 'giu' },
      host: { source: String.raw`^shop\.test$`, flags: '' },
    })
  })

  test('may have one of another realm', () => {
    const foreign = runInNewContext('/login/i') as RegExp
    const read = parseMarker(encodeMarker({ ...marker, filter: { url: foreign } }))
    expect(read?.filter).toEqual({ url: /login/i })
  })

  test.each([
    ['a function', { url: () => false }],
    ['an unknown condition', { hots: 'shop.test' }],
    ['no object', 'shop.test'],
    ['null', null],
  ])('is refused when it is wrong: %s', (_, wrong) => {
    expect(codeOf(() => encodeMarker({ ...marker, filter: wrong as EntryFilter }))).toBe(
      'INVALID_ARGUMENT',
    )
  })

  test.each([
    ['no regular expression', { url: { source: '(', flags: '' } }],
    ['unknown flags', { url: { source: 'a', flags: '?' } }],
    ['null', null],
    ['text', 'shop.test'],
    ['nothing', ''],
  ])('that cannot be read makes it no marker: %s', (_, wrong) => {
    expect(parseMarker(JSON.stringify({ ...marker, filter: wrong }))).toBeUndefined()
  })
})

test('a mode of a later version is off', () => {
  expect(parseMarker(JSON.stringify({ ...marker, mode: 'on-full-moon' }))?.mode).toBe('off')
})

test.each(['{', 'null', '[]', '1', '{ "store": "/x" }', JSON.stringify({ ...marker, store: 1 })])(
  'what is no marker is left alone: %s',
  (text) => {
    expect(parseMarker(text)).toBeUndefined()
  },
)

function codeOf(run: () => unknown): string | undefined {
  try {
    run()
  } catch (error) {
    return isHartifactError(error) ? error.code : undefined
  }
  return undefined
}
