import { expect, test } from 'vitest'
import { bypassedGroups, type Coverage, sumCoverage, unreadGroups } from './coverage.ts'

const empty: Coverage = {
  exchanges: { port: 0, credentials: 0, active: 0 },
  tlsRefused: 0,
  opaque: 0,
  malformed: 0,
  late: 0,
  unread: [],
  tunnelled: { sent: 0, received: 0 },
  bypassed: [],
}

test('what is described alike is one group, whatever the order of its fields', () => {
  const groups = unreadGroups()
  groups.add({ kind: 'opaque', authority: 'db.test:5432', message: 'unread', count: 1 })
  groups.add({ count: 2, message: 'unread', authority: 'db.test:5432', kind: 'opaque' })
  groups.add({ kind: 'opaque', message: 'unread', count: 1 })
  expect(groups.list()).toEqual([
    { kind: 'opaque', authority: 'db.test:5432', message: 'unread', count: 3 },
    { kind: 'opaque', message: 'unread', count: 1 },
  ])
})

test('there are at most 100 groups, and none is forgotten', () => {
  const groups = unreadGroups()
  const kinds = ['client-tls', 'opaque', 'malformed'] as const
  for (let index = 0; index < 3_000; index++) {
    groups.add({ kind: kinds[index % 3]!, authority: `h${index}:443`, message: 'why', count: 1 })
  }
  groups.add({ kind: 'client-tls', authority: 'h0:443', message: 'why', count: 1 })
  const list = groups.list()
  expect(list).toHaveLength(100)
  expect(list[0]?.count).toBe(2)
  expect(list.reduce((sum, { count }) => sum + count, 0)).toBe(3_001)
  expect(list.filter(({ message }) => message === 'and others').map(({ kind }) => kind)).toEqual(
    // The 98th was opaque.
    ['opaque', 'malformed', 'client-tls'],
  )

  const bypassed = bypassedGroups()
  for (let index = 0; index < 200; index++) {
    bypassed.add({ client: `c${index}`, reason: 'why', count: 1 })
  }
  expect(bypassed.list()).toHaveLength(100)
  expect(bypassed.list().at(-1)).toEqual({ client: 'and others', reason: 'and others', count: 101 })
})

test('the recordings of a session are added up', () => {
  const one: Coverage = {
    exchanges: { port: 1, credentials: 2, active: 3 },
    tlsRefused: 1,
    opaque: 2,
    malformed: 3,
    late: 4,
    unread: [{ kind: 'client-tls', message: 'why', count: 1 }],
    tunnelled: { sent: 10, received: 20 },
    bypassed: [{ client: 'a', reason: 'b', count: 1 }],
  }
  expect(sumCoverage([one, empty, one])).toEqual({
    exchanges: { port: 2, credentials: 4, active: 6 },
    tlsRefused: 2,
    opaque: 4,
    malformed: 6,
    late: 8,
    unread: [{ kind: 'client-tls', message: 'why', count: 2 }],
    tunnelled: { sent: 20, received: 40 },
    bypassed: [{ client: 'a', reason: 'b', count: 2 }],
  })
  expect(sumCoverage([{} as Coverage])).toEqual(empty)
})
