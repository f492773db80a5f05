import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isHartifactError } from '../errors.ts'
import type { Entry } from './entry.ts'
import { compileFilter, describeFilter, type EntryFilter, matchesFilter } from './filter.ts'
import { unknownTimings } from './unknown-timings.ts'

const entry: Entry = {
  id: 'e1',
  startedAt: '2026-03-01T12:00:00.000500Z',
  request: {
    method: 'POST',
    url: 'https://api.shop.test/v2/login?next=%2F',
    httpVersion: 'HTTP/2',
    headers: [],
  },
  response: {
    status: 422,
    statusText: '',
    httpVersion: 'HTTP/2',
    headers: [['Content-Type', 'application/problem+json; charset=utf-8']],
  },
  timings: unknownTimings,
  attribution: 'port',
  annotations: [],
  step: 's1',
}
const { response: _, ...pending } = entry
const unanswered: Entry = { ...pending, failure: { kind: 'refused', message: 'connect' } }
const otherRealm = runInNewContext('/LOGIN/i') as RegExp

describe('a filter', () => {
  it.each<[EntryFilter, boolean]>([
    [{}, true],
    [{ method: 'POST' }, true],
    [{ method: 'post' }, true],
    [{ method: 'GET' }, false],
    [{ method: ['GET', 'POST'] }, true],
    [{ method: ['GET', 'PUT'] }, false],
    [{ url: '**/login' }, true],
    [{ url: '/v2/login' }, true],
    [{ url: '/v1/login' }, false],
    [{ url: 'https://api.shop.test/v2/login?next=%2F' }, true],
    [{ url: /\/v\d+\/login\?/ }, true],
    [{ url: /\/login$/ }, false],
    [{ url: otherRealm }, true],
    [{ host: 'api.shop.test' }, true],
    [{ host: 'API.shop.test' }, true],
    [{ host: 'api.shop.test:443' }, true],
    [{ host: 'api.shop.test:80' }, false],
    [{ host: 'shop.test' }, false],
    [{ host: '*.shop.test' }, true],
    [{ host: '{api,www}.shop.test' }, true],
    [{ host: /\.test$/ }, true],
    [{ host: /:443$/ }, true],
    [{ path: '/v2/login' }, true],
    [{ path: '/v2/login?next=*' }, true],
    [{ path: '/v2/login?other=*' }, false],
    [{ path: '/v2/*' }, true],
    [{ path: '**/login' }, true],
    [{ path: '{/a,/v2}/login' }, true],
    [{ path: '/login' }, false],
    [{ path: /^\/v2\/login$/ }, true],
    [{ status: 422 }, true],
    [{ status: 200 }, false],
    [{ status: [200, 422] }, true],
    [{ status: '4xx' }, true],
    [{ status: '5xx' }, false],
    [{ status: ['2xx', '4xx'] }, true],
    [{ status: '400-422' }, true],
    [{ status: '422-499' }, true],
    [{ status: '423-499' }, false],
    [{ id: 'e1' }, true],
    [{ id: 'e' }, false],
    [{ failed: false }, true],
    [{ failed: true }, false],
    [{ type: 'application/problem+json' }, true],
    [{ type: 'Application/Problem+JSON' }, true],
    [{ type: 'application/json' }, false],
    [{ type: 'json' }, true],
    [{ type: 'application/*' }, true],
    [{ type: 'application' }, true],
    [{ type: 'text/*' }, false],
    [{ type: 'problem' }, false],
    [{ step: 's1' }, true],
    [{ step: 's2' }, false],
    [{ from: '2026-03-01' }, true],
    [{ from: '2026-03-01T12:00:00Z' }, true],
    [{ from: '2026-03-01T12:00:00.0005Z' }, true],
    [{ from: '2026-03-01T12:00:00.000501Z' }, false],
    [{ from: '2026-03-01T13:00+01:00' }, true],
    [{ from: '2026-03-01T12:01' }, false],
    [{ to: '2026-03-01T12:00:00.000501Z' }, true],
    [{ to: '2026-03-01T12:00:00.000500Z' }, false],
    [{ to: '2026-03-02' }, true],
    [{ from: '-10m' }, false],
    [{ to: '-10m' }, true],
    [{ status: '>=400' }, true],
    [{ status: ['<400', '>422'] }, false],
    [{ size: 0 }, true],
    [{ size: '>0' }, false],
    [{ time: '>0' }, false],
    [{ header: ['x-cache', 'content-type=json'] }, true],
    [{ header: 'content-type=xml' }, false],
    [{ tag: 'bug' }, false],
    [{ tag: ['flaky', 'BUG'] }, false],
    [{ color: 'red' }, false],
    [{ note: 'race' }, false],
    [{ author: 'ann' }, false],
    [{ link: 'ABC-7' }, false],
    [{ has: 'response' }, true],
    [{ has: ['note', 'step'] }, true],
    [{ has: 'body' }, false],
    [{ method: 'POST', status: '4xx', type: 'json' }, true],
    [{ method: 'POST', status: '5xx', type: 'json' }, false],
    [{ method: 'POST', url: undefined } as never, true],
  ])('%j: %s', (filter, expected) => {
    expect(matchesFilter(entry, filter)).toBe(expected)
  })

  it.each<[EntryFilter, boolean]>([
    [{ failed: true }, true],
    [{ failed: false }, false],
    [{ status: '4xx' }, false],
    [{ type: 'json' }, false],
    [{ method: 'POST' }, true],
  ])('on an entry without response, %j: %s', (filter, expected) => {
    expect(matchesFilter(unanswered, filter)).toBe(expected)
  })

  it.each<[EntryFilter, boolean]>([
    [{ tag: ['flaky', 'BUG'] }, true],
    [{ tag: 'bu' }, false],
    [{ color: ['red', 'blue'] }, true],
    [{ note: 'RACE' }, true],
    [{ note: 'race' }, true],
    [{ note: 'race*' }, false],
    [{ note: String.raw`5 \*` }, true],
    [{ author: 'ann*' }, true],
    [{ link: ['x', 'abc-7'] }, true],
    [{ has: ['attachment', 'link'] }, true],
    [{ has: 'attachment' }, false],
  ])('on an entry with a remark, %j: %s', (filter, expected) => {
    const annotation = { id: 'n', at: '', note: 'a race, 5 * 5', tags: ['bug'], color: 'blue' }
    const annotations = [{ ...annotation, author: 'Ann', links: ['jira:ABC-7'] }]
    expect(matchesFilter({ ...entry, annotations }, filter)).toBe(expected)
  })

  it('finds an address with and without brackets', () => {
    const local = { ...entry, request: { ...entry.request, url: 'http://[::1]:8080/' } }
    expect(['::1', '[::1]', '[::1]:8080'].map((host) => matchesFilter(local, { host }))).toEqual([
      true,
      true,
      true,
    ])
  })

  it.each<[EntryFilter, boolean]>([
    [{ method: 'CONNECT', status: 200 }, true],
    [{ url: 'tcp://127.0.0.1:6379' }, true],
    [{ url: 'tcp://**' }, true],
    [{ url: '**' }, true],
    [{ url: 'http://**' }, false],
    [{ url: 'tcp://127.0.0.1:5432' }, false],
    [{ host: '127.0.0.1' }, true],
    [{ host: '127.0.0.1:6379' }, true],
    [{ host: /:6379$/ }, true],
    [{ path: '/login' }, false],
    [{ type: 'json' }, false],
  ])('on a tunnel, %j: %s', (filter, expected) => {
    const request = { ...entry.request, method: 'CONNECT', url: 'tcp://127.0.0.1:6379' }
    const response = { ...entry.response!, status: 200, headers: [] }
    expect(matchesFilter({ ...entry, request, response }, filter)).toBe(expected)
  })

  it('uses a global or sticky expression from the start each time, and leaves it as it was', () => {
    for (const url of [/login/g, /https/y]) {
      url.lastIndex = 3
      expect([matchesFilter(entry, { url }), matchesFilter(entry, { url })]).toEqual([true, true])
      expect(url.lastIndex).toBe(3)
    }
  })

  it.each([
    [{ mehtod: 'POST' }, "no condition 'mehtod'", 'method, url'],
    [{ tag: [] }, 'as tag', 'leave the condition out'],
    [{ color: 'pink' }, "'pink'", 'red, orange'],
    [{ has: 'notes' }, "'notes'", 'note, tag'],
    [{ size: -1 }, '-1', '>100kb'],
    [{ size: '1kb..2kb..3kb' }, '1kb..2kb..3kb', '1kb..2mb'],
    [{ size: '2kb..1kb' }, '2kb..1kb', '1kb..2mb'],
    [{ time: '..' }, "'..'", '<2s'],
    [{ header: '=x' }, "'=x'", 'x-cache'],
    [{ status: '>40' }, "'>40'", '>=400'],
    [{ toString: 'a' }, "no condition 'toString'", 'method, url'],
    [{ method: '' }, "The value '' makes no sense as method", 'not empty'],
    [{ method: [] }, 'makes no sense as method', 'one at least'],
    [{ method: 5 }, 'The value 5 makes no sense as method', 'text'],
    [{ url: null }, 'of type object makes no sense as url', 'text'],
    [{ url: 'login' }, "The glob 'login' matches no URL", "'**/login'"],
    [{ url: '**/{a' }, "braces in the glob '**/{a'", '{a,b}'],
    [{ host: 'https://shop.test' }, 'makes no sense as host', 'the condition url'],
    [{ host: '{a' }, 'braces', '{a,b}'],
    [{ path: 'login' }, 'makes no sense as path', 'slash'],
    [{ status: 'ok' }, "The value 'ok' makes no sense as status", "'4xx'"],
    [{ status: 20 }, 'The value 20 makes no sense as status', "'4xx'"],
    [{ status: '499-400' }, 'makes no sense as status', "'400-499'"],
    [{ status: [] }, 'makes no sense as status', 'one at least'],
    [{ failed: 'yes' }, "The value 'yes' makes no sense as failed", 'true or false'],
    [{ type: 'text/html; charset=utf-8' }, 'makes no sense as type', "'json'"],
    [{ from: 'yesterday' }, 'makes no sense as from', "'2026-03-01'"],
    [{ to: '2026-13-01' }, 'makes no sense as to', "'2026-03-01'"],
    [{ step: 1 }, 'makes no sense as step', 'text'],
    [/login/, 'not an object', '{ url:'],
    ['**/login', 'not an object', '{ url:'],
    [[], 'not an object', '{ url:'],
    [null, 'not an object', '{ url:'],
  ])('refuses %j', (filter, what, fix) => {
    let thrown: unknown
    try {
      compileFilter(filter as never)
    } catch (error) {
      thrown = error
    }
    if (!isHartifactError(thrown, 'INVALID_ARGUMENT')) throw new Error('Nothing was refused')
    expect(thrown.message).toContain(what)
    expect(thrown.fix).toContain(fix)
  })

  it('fits what each of its conditions fits, and nothing else', () => {
    const filters = fc.record(
      {
        method: fc.constantFrom('GET', 'POST'),
        url: fc.constantFrom('**/login', '/other'),
        status: fc.constantFrom(422, '2xx'),
        failed: fc.boolean(),
        type: fc.constantFrom('json', 'html'),
        to: fc.constantFrom('2026-01-01', '2027-01-01'),
      },
      { requiredKeys: [] },
    ) as fc.Arbitrary<EntryFilter>
    fc.assert(
      fc.property(filters, fc.constantFrom(entry, unanswered), (filter, subject) => {
        const each = Object.entries(filter).map(([key, value]) =>
          matchesFilter(subject, { [key]: value }),
        )
        expect(matchesFilter(subject, filter)).toBe(each.every(Boolean))
      }),
    )
  })

  it.each<[EntryFilter, string]>([
    [{}, 'the empty filter'],
    [{ method: 'POST', url: '**/login', status: 302 }, 'method POST, url **/login, status 302'],
    [{ status: ['4xx', 500], url: /a|b/i }, 'status 4xx or 500, url /a|b/i'],
    [{ failed: true, from: '2026-03-01' }, 'failed, from 2026-03-01'],
    [{ failed: false, url: undefined } as never, 'not failed'],
  ])('in words: %j', (filter, words) => {
    expect(describeFilter(filter)).toBe(words)
  })
})
