import { matchers } from '@hartifact/core/matchers'
import { expect, test } from 'vitest'
import { noTraffic } from './no-traffic.ts'

test('using it says why there is none', async () => {
  expect(() => noTraffic().name).toThrow(/session: false.*"name".*INVALID_ARGUMENT/)
  await expect(async () => noTraffic().settled()).rejects.toThrow('session: false')
})

test('so does a matcher that is given it', async () => {
  await expect(matchers.toHaveRequest.call({}, noTraffic(), { method: 'GET' })).rejects.toThrow(
    'session: false',
  )
})

test('having it, and awaiting it, is no use', async () => {
  const traffic = await Promise.resolve(noTraffic())
  expect(Object.prototype.toString.call(traffic)).toBe('[object Object]')
})
