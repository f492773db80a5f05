import { PerformanceObserver } from 'node:perf_hooks'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Resolver } from './resolver.ts'

/** Not an address to us, but one to every system: a name that needs no name server. */
const name = '127.1'

describe('a resolver', () => {
  // Node tells each lookup that it makes.
  const lookups = new PerformanceObserver(() => {})
  beforeEach(() => lookups.observe({ entryTypes: ['dns'] }))
  afterEach(() => lookups.disconnect())

  it.each(['localhost', 'LOCALHOST', 'shop.localhost', 'a.b.localhost', 'localhost.'])(
    'knows %s without the system',
    async (host) => {
      expect(await new Resolver().resolve(host)).toEqual(['127.0.0.1', '::1'])
      expect(lookups.takeRecords()).toEqual([])
    },
  )

  it('asks the system once for many at a time, and not again soon after', async () => {
    const resolver = new Resolver()
    const answers = await Promise.all(Array.from({ length: 100 }, () => resolver.resolve(name)))
    expect(new Set(answers.flat())).toEqual(new Set(['127.0.0.1']))
    expect(await resolver.resolve(name)).toEqual(answers[0])
    expect(lookups.takeRecords()).toHaveLength(1)
  })

  it('does not keep errors', async () => {
    const resolver = new Resolver()
    const [one, other] = await Promise.allSettled([
      resolver.resolve('nothing.invalid'),
      resolver.resolve('nothing.invalid'),
    ])
    const [again] = await Promise.allSettled([resolver.resolve('nothing.invalid')])
    const reasons = [one, other, again].map((result) => (result as PromiseRejectedResult).reason)
    expect(reasons[0]).toMatchObject({ code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) })
    expect(reasons[1]).toBe(reasons[0])
    expect(reasons[2]).not.toBe(reasons[0])
  })
})
