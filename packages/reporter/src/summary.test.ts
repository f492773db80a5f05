import type { Marker } from '@hartifact/core'
import { expect, test } from 'vitest'
import { type AttemptFacts, bytesText, summarise, summaryLines } from './summary.ts'
import type { Outline, Tally } from './tally.ts'

const slow: Outline = {
  request: { method: 'GET', url: 'https://shop.test/report' },
  response: { status: 200 },
  timings: { total: 4_100 },
  bytes: 10,
}

function attempt(testId: string, numbers: Partial<Tally>, recovered = false): AttemptFacts {
  const marker: Marker = {
    store: '/project/.hartifact',
    sessionId: testId,
    name: 'Login',
    mode: 'on',
  }
  const tally = { requests: 1, bytes: 600, failed: 0, worst: [], ...numbers }
  return {
    testId,
    file: 'login.spec.ts',
    titlePath: ['logs in'],
    project: '',
    retry: 0,
    status: 'passed',
    expectedStatus: 'passed',
    network: '',
    sessions: [{ marker, tally, recovered }],
  }
}

test('adds up; retries are further sessions of the same test', () => {
  const attempts = [
    attempt('a', { requests: 3, failed: 2 }),
    attempt('a', { slowest: slow, origin: 'https://shop.test' }),
    attempt('b', { slowest: { ...slow, timings: { total: 1 } } }, true),
  ]
  const summary = summarise(attempts, 'failed')
  expect(summary).toMatchObject({
    version: 1,
    status: 'failed',
    totals: { tests: 2, sessions: 3, requests: 5, bytes: 1800, failed: 2, recovered: 1 },
    slowest: { method: 'GET', url: 'https://shop.test/report', status: 200, duration: 4_100 },
    stores: ['/project/.hartifact'],
  })
  expect(summaryLines(summary, attempts)).toEqual([
    '2 tests, 3 sessions, 5 requests, 1.8 kB, 2 failed, slowest GET /report 200 after 4.1 s',
    'sessions are in /project/.hartifact; 1 HAR recovered of workers that were killed',
  ])
})

test('a run without sessions adds up to nothing', () => {
  expect(summarise([], 'passed')).toEqual({
    version: 1,
    status: 'passed',
    totals: { tests: 0, sessions: 0, requests: 0, bytes: 0, failed: 0, recovered: 0 },
    stores: [],
    attempts: [],
  })
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [9_949, '9.9 kB'],
  [9_960, '10 kB'],
  [999_499, '999 kB'],
  [999_600, '1.0 MB'],
  [3_400_000_000, '3.4 GB'],
  [5e15, '5000 TB'],
])('%d bytes read as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text)
})
