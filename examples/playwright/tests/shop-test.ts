import { startShop, type Shop } from '@hartifact/example-shop'
import { test as base } from '@hartifact/playwright-fixture'

export { expect } from '@hartifact/playwright-fixture'

/** The tests' own `test`: each worker has a shop, and the capture proxy trusts its authority. */
export const test = base.extend<object, { shop: Shop }>({
  shop: [
    async ({}, use) => {
      await using shop = await startShop()
      await use(shop)
    },
    { scope: 'worker' },
  ],

  hartifact: async ({ shop }, use) => {
    await use({ upstream: { ca: [shop.caPem] } })
  },

  baseURL: async ({ shop }, use) => {
    await use(shop.httpsUrl)
  },
})
