import { expect, test } from 'vitest'
import { loadFixture } from '../formats/session-fixtures.contract.ts'
import { statsOf } from './session-stats.ts'

test('counts tunnels by host and port, beside all the others', async () => {
  const { entries, info } = loadFixture('connections')
  async function* read() {
    yield* entries
  }
  expect(await statsOf(info.createdAt, read(), () => 0)).toEqual({
    requests: 4,
    bytes: 8,
    failed: 1,
    created: '2026-11-20T10:00:00.000Z',
    lastActivity: '2026-11-20T10:00:03.000250Z',
    statuses: { 200: 2, 201: 1, failed: 1 },
    hosts: { 'shop.test': 2, '127.0.0.1:6379': 1, '[::1]:5432': 1 },
    damages: 0,
  })
})
