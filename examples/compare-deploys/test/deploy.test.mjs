import { matchers } from '@hartifact/core/matchers'
import { beforeAll, expect, test } from 'vitest'
import { record } from '../record.mjs'

expect.extend(matchers)

/** Ids of three sessions: what differs between them differs by nature. */
const before = []

beforeAll(async () => {
  for (let run = 0; run < 3; run++) before.push(await record('Before Deploy v2.5', 1))
})

test('a deploy of the same release changes nothing', async () => {
  const after = await record('After Deploy v2.4, again', 1)
  // A machine that is busy with something else meanwhile is no change of the release.
  await expect(after).toMatchSession(before, { latency: false })
})

// It fails, as it should: release 2 breaks clients in six ways, and is worse in four.
test('the deploy of v2.5 changes nothing that matters', async () => {
  const after = await record('After Deploy v2.5', 2)
  await expect(after).toMatchSession(before)
})
