import { traffic } from '@hartifact/vitest-env'
import { expect, inject, test } from 'vitest'
import { ShopClient } from '../src/shop-client.ts'

// They run at once, and each has its own traffic all the same.
test.concurrent.each(['tea', 'cup', 'kettle'])('finds products by "%s"', async (words) => {
  const products = await new ShopClient(inject('shopUrl')).search(words)
  expect(products.length).toBeGreaterThan(0)
  await traffic.settled()
  expect((await traffic.stats()).requests).toBe(1)
})
