import { describe, expect, test } from 'vitest'
import type { Alignment } from '../align/alignment.ts'
import { type Call, callsOf, inputOf } from './calls.contract.ts'
import { measureNPlusOne } from './n-plus-one.ts'

const numbers = (count: number, start = 1): number[] =>
  Array.from({ length: count }, (_, at) => start + at)
const profiles = (count: number, start = 1): Call[] =>
  numbers(count, start).map((id) => ({
    at: `GET /api/profiles/${id}`,
    response: { name: `n${id}` },
  }))
const list = (count: number): Call => ({
  at: 'GET /api/posts',
  response: { items: numbers(count).map((id) => ({ id: 900 + id, author: { id } })) },
})

function found(before: readonly Call[], after: readonly Call[], alignment?: Partial<Alignment>) {
  return measureNPlusOne(inputOf([callsOf(...before)], callsOf(...after), alignment))
}

describe('is one', () => {
  test('1 -> 13 requests for different things, with the list that names them', () => {
    const measured = found([list(13), ...profiles(1)], [list(13), ...profiles(13)])
    expect(measured).toEqual([
      {
        rule: 'requests.n-plus-one',
        endpoint: 'GET /api/profiles/{id}',
        before: 1,
        after: 13,
        beforeEntries: [1],
        afterEntries: numbers(13),
        message:
          '1 request before, 13 after, each for something else, after GET /api/posts with a list of 13.',
      },
    ])
  })

  test('many more, whatever they are for', () => {
    expect(found(profiles(1), profiles(6))).toHaveLength(1)
    expect(found(profiles(1), profiles(5))).toEqual([])
  })

  test('few more, when each is for an item of a list', () => {
    expect(found([list(4), ...profiles(1)], [list(4), ...profiles(4)])).toHaveLength(1)
    expect(found([list(3), ...profiles(1)], [list(3), ...profiles(3)])).toEqual([])
  })

  test('ids in the query', () => {
    const calls = (count: number): Call[] =>
      numbers(count).map((id) => ({ at: `GET /api/price?productId=${id}` }))
    expect(found(calls(1), calls(8))).toHaveLength(1)
  })

  test('variables of a GraphQL query, and not of a mutation', () => {
    const calls = (count: number, kind: string): Call[] =>
      numbers(count).map((id) => ({
        at: 'POST /graphql',
        endpoint: 'POST /graphql Author',
        body: { operationName: 'Author', query: `${kind} Author { a }`, variables: { id } },
      }))
    expect(found(calls(1, 'query'), calls(9, 'query'))).toHaveLength(1)
    expect(found(calls(1, 'mutation'), calls(9, 'mutation'))).toEqual([])
  })

  test('three in place of a request for all of them', () => {
    const batch = { at: 'GET /api/products?ids=1,2,3', response: [{ id: 1 }, { id: 2 }, { id: 3 }] }
    const single = (id: number): Call => ({ at: `GET /api/products/${id}`, response: { id } })
    expect(found([batch], [single(1), single(2), single(3)])).toMatchObject([
      { before: 0, after: 3, beforeEntries: [0], message: expect.stringContaining('in place of') },
    ])
    // The list at the same path is another request.
    const all: Call = { at: 'GET /api/products', response: { items: [] } }
    expect(found([all, batch], [all, single(1), single(2), single(3)])).toHaveLength(1)
    const kept: Call = { at: batch.at, response: {} }
    expect(found([all, kept], [all, kept, single(1), single(2), single(3)])).toEqual([])
  })

  test('three in place of related ones', () => {
    const related: Call = {
      at: 'GET /api/products/7/related',
      response: { items: [{ id: 1 }, { id: 2 }, { id: 3 }] },
    }
    const singles = [7, 1, 2, 3].map((id): Call => ({ at: `GET /api/products/${id}` }))
    expect(found([singles[0]!, related], singles)).toMatchObject([
      { before: 1, after: 4, beforeEntries: [1] },
    ])
    const unrelated: Call = { ...related, at: 'GET /api/offers' }
    expect(found([singles[0]!, unrelated], singles)).toEqual([])
  })
})

describe('is none', () => {
  test.each<[string, Call[]]>([
    ['a poll', numbers(20).map(() => ({ at: 'GET /api/jobs/7' }))],
    ['a poll that keeps caches away', numbers(20).map((at) => ({ at: `GET /api/jobs/7?_=${at}` }))],
    ['pages of a list', numbers(20).map((page) => ({ at: `GET /api/list?page=${page}` }))],
    ['a search while typing', numbers(9).map((at) => ({ at: `GET /s?q=${'a'.repeat(at)}` }))],
    ['writes', numbers(20).map((id) => ({ at: `POST /api/items/${id}`, body: { id } }))],
    [
      'images of a page',
      numbers(20).map((id) => ({ at: `GET /img/${id}`, kind: 'image' as const })),
    ],
  ])('%s', (_, calls) => {
    expect(found(calls.slice(0, 1), calls)).toEqual([])
  })

  test('more page views', () => {
    const view = (id: number): Call[] => [
      { at: `GET /shop/${id}`, kind: 'html', headers: [['Accept', 'text/html']] },
      { at: `GET /api/products/${id}` },
    ]
    expect(found(view(1), numbers(9).flatMap(view))).toEqual([])
    // Without documents it is the page they were made by.
    const route = (id: number): Call => ({
      at: `GET /api/products/${id}`,
      headers: [['Referer', `https://shop.test/p/${id}`]],
    })
    expect(found([route(1)], numbers(9).map(route))).toEqual([])
  })

  test('what has a role', () => {
    const after = callsOf(...profiles(13))
    const onlyAfter = after.slice(1).map((named) => ({ ...named, role: 'retry' as const }))
    const input = inputOf([callsOf(...profiles(1))], after, { onlyAfter })
    expect(measureNPlusOne(input)).toEqual([])
  })

  test('a longer list, where each item was asked for before as well', () => {
    expect(found([list(4), ...profiles(4)], [list(20), ...profiles(20)])).toEqual([])
  })

  test('some more of many', () => {
    expect(found(profiles(20), profiles(26))).toEqual([])
    expect(found([list(20), ...profiles(8)], [list(20), ...profiles(12)])).toEqual([])
  })

  test('as many in another session of before', () => {
    const samples = [callsOf(...profiles(1)), callsOf(...profiles(12))]
    expect(measureNPlusOne(inputOf(samples, callsOf(...profiles(13))))).toEqual([])
  })
})

test('large lists and large objects take no long time', () => {
  const huge: Call = {
    at: 'GET /api/huge',
    response: { items: numbers(100_000), members: Object.fromEntries(numbers(100_000).entries()) },
  }
  const many = (count: number): Call[] =>
    numbers(count).map((id) => ({
      at: `GET /api/things/${id}`,
      endpoint: `GET /api/e${id % 40}/{}`,
    }))
  expect(found([huge, ...many(40)], [huge, ...many(4000)])).toHaveLength(10)
})
