import { describe, expect, it } from 'vitest'
import { isHartifactError } from '../../errors.ts'
import type { Entry, Step } from '../entry.ts'
import { unknownTimings } from '../unknown-timings.ts'
import { compileQuery } from './compile-query.ts'
import { allPlaces } from './search-place.ts'

const steps: Step[] = [
  { id: 's1', title: 'Pay by card', startedAt: '' },
  { id: 's2', title: 'Log in', startedAt: '' },
]
const entry: Entry = {
  id: 'e1',
  startedAt: '2026-03-01T12:00:00.000500Z',
  request: {
    method: 'POST',
    url: 'https://api.shop.test/v2/login?next=%2F',
    httpVersion: 'HTTP/2',
    headers: [['X-Trace', 'abc-123']],
    body: { sha256: '', size: 1024 },
  },
  response: {
    status: 503,
    statusText: '',
    httpVersion: 'HTTP/2',
    headers: [['Content-Type', 'application/json; charset=utf-8']],
    trailers: [['X-End', 'yes']],
    body: { sha256: '', size: 2048 },
  },
  timings: { ...unknownTimings, total: 750 },
  attribution: 'port',
  annotations: [
    {
      id: 'n1',
      at: '',
      note: 'A race condition, see below',
      tags: ['bug', 'Élan'],
      color: 'red',
      author: 'Ann Example',
      links: ['jira:ABC-7'],
    },
  ],
  step: 's1',
}
const { response: _, ...bare } = { ...entry, annotations: [], step: 's2' }
const plain: Entry = {
  ...bare,
  id: 'e2',
  request: { ...entry.request, method: 'GET', body: { sha256: '', size: 0 } },
  timings: unknownTimings,
  failure: { kind: 'timeout', message: 'no answer' },
}

describe('a compiled query', () => {
  it.each<[query: string, first: boolean, second: boolean]>([
    ['', true, true],
    ['method:post', true, false],
    ['method:GET,POST', true, true],
    ['-method:POST', false, true],
    ['status:5xx', true, false],
    ['status:404,503', true, false],
    ['status:500-502', false, false],
    ['status:>=500', true, false],
    ['status:>503', false, false],
    ['status:<500', false, false],
    ['status:<=503', true, false],
    ['-status:2xx', true, true],
    ['host:api.*', true, true],
    ['host:*.shop.test', true, true],
    ['host:shop.test', false, false],
    ['host:www.*,api.*', true, true],
    ['url:**/login', true, true],
    ['url:/v2/login', true, true],
    ['url:/login', false, false],
    ['url:login', true, true],
    ['url:LOGIN', true, true],
    ['url:*login*', true, true],
    ['url:*.js', false, false],
    ['url:*/login', true, true],
    ['url:api.shop.test/v2', true, true],
    ['url:api.shop.test/*', true, true],
    ['url:shop.test/*', false, false],
    ['url:https://api.shop.test/**', true, true],
    ['path:/v2/*', true, true],
    ['path:login', true, true],
    ['path:shop', false, false],
    ['path:*login', true, true],
    ['path:v2/*', true, true],
    ['type:json', true, false],
    ['type:image/*,json', true, false],
    ['size:>2kb', true, false],
    ['size:>3kb', false, false],
    ['size:>=3KB', true, false],
    ['size:<3kb', false, true],
    ['size:<=3072', true, true],
    ['size:1.5kb..3kb', true, false],
    ['size:..1kb', false, true],
    ['size:1mb..', false, false],
    ['size:0', false, true],
    ['size:<1b', false, true],
    ['time:>500ms', true, false],
    ['time:>0.5s', true, false],
    ['time:<2s', true, false],
    ['time:>750', false, false],
    ['time:>=750', true, false],
    ['time:1s..1m', false, false],
    ['header:x-trace', true, true],
    ['header:X-Trace=ABC', true, true],
    ['header:x-trace:abc*', true, true],
    ['header:x-trace=abc', true, true],
    ['header:x-trace=b*', false, false],
    ['header:x-*', true, true],
    ['header:trace', false, false],
    ['header:content-type=json', true, false],
    ['header:x-end', true, false],
    ['failed:yes', false, true],
    ['failed:false', true, false],
    ['has:note', true, false],
    ['has:tag', true, false],
    ['has:color', true, false],
    ['has:link', true, false],
    ['has:attachment', false, false],
    ['has:body', true, false],
    ['has:request.body', true, false],
    ['has:response.body', true, false],
    ['has:messages', false, false],
    ['has:failure', false, true],
    ['has:response', true, false],
    ['has:step', true, true],
    ['-has:note,failure', false, false],
    ['tag:BUG', true, false],
    ['tag:bu', false, false],
    ['tag:bu*', true, false],
    ['tag:éLAN', true, false],
    ['color:Red', true, false],
    ['color:blue', false, false],
    ['note:"race condition"', true, false],
    ['note:RACE', true, false],
    ['note:race*', false, false],
    ['note:a*below', true, false],
    ['author:"ann example"', true, false],
    ['author:ann*', true, false],
    ['link:jira:ABC-7', true, false],
    ['link:abc-7', true, false],
    ['link:abc', false, false],
    ['step:s2', false, true],
    ['step:"pay by card"', true, false],
    ['step:log*', false, true],
    ['from:2026-03-01', true, true],
    ['from:-1s', false, false],
    ['to:-10m', true, true],
    ['to:2026-03-01T12:00', false, false],
    ['id:e1', true, false],
    ['id:e1,e2', true, true],
    ['method:POST status:5xx tag:bug', true, false],
    ['method:POST status:5xx -tag:bug', false, false],
    ['race', true, true],
  ])('%s: %s, %s', (query, ...expected) => {
    const { test } = compileQuery(query, { steps })
    expect([test(entry), test(plain)]).toEqual(expected)
  })

  it('has the texts, and where they are looked for', () => {
    const places = (query: string): string[] => [...compileQuery(query).places]
    expect(places('x')).toEqual([...allPlaces])
    expect(places('in:body x')).toEqual(['request.body', 'response.body'])
    expect(places('in:url,Annotation x')).toEqual(['url', 'annotation'])
    expect(places('in:url in:response.headers x')).toEqual(['url', 'response.headers'])
    expect(places('-in:body,headers x')).toEqual(['url', 'message', 'annotation', 'failure'])
    expect(compileQuery('tag:bug')).toMatchObject({ texts: [], needsBodies: false })
    expect(compileQuery('bug')).toMatchObject({ texts: [{ text: 'bug' }], needsBodies: true })
    expect(compileQuery('-in:body bug').needsBodies).toBe(false)
  })

  it('may be made from terms as well, which are looked at', () => {
    const term = { key: 'status', values: ['5xx'], negated: true } as const
    expect(compileQuery({ terms: [term], texts: [] }).test(plain)).toBe(true)
    const wrong = { terms: [{ ...term, values: ['x'] }], texts: [] }
    expect(() => compileQuery(wrong)).toThrow(expect.toSatisfy(isHartifactError))
  })
})
