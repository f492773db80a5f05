import { expect, test } from 'vitest'
import { crashLoop } from './support/crash-loop.mjs'

// `npm run crash -- 200` runs the long version.
test('kill -9 at random moments loses no acknowledged entry and leaves no unreadable session', async () => {
  const result = await crashLoop({ rounds: 8 })
  expect(result.lost).toEqual([])
  expect(result.unreadable).toEqual([])
  expect(result.found).toBeGreaterThanOrEqual(result.acknowledged)
  expect(result.acknowledged).toBeGreaterThan(0)
})
