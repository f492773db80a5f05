import { expect, test } from 'vitest'
import { soak } from './support/soak.mjs'

// `npm run soak` runs the long version, which watches the memory too.
test('mixed traffic with faults on all sides: every exchange is in its session as it ended, and no socket is left', async () => {
  const { base, exchanges, kinds, left, problems, recordings, seed } = await soak({ rounds: 12 })
  expect(problems, `seed ${seed}`).toEqual([])
  expect(left?.sockets ?? 0).toBeLessThanOrEqual(base?.sockets ?? 0)
  expect(recordings).toBe(36)
  expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(18)
  expect(exchanges).toBeGreaterThan(1_000)
})
