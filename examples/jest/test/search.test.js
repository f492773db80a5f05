const { shopClient } = require('../src/shop-client.js')

// They run at once, and each has its own traffic all the same.
test.concurrent.each(['tea', 'cup', 'kettle'])('finds products by "%s"', async (words) => {
  const { items } = await shopClient().search(words)
  expect(items.length).toBeGreaterThan(0)
  await traffic.settled()
  const { requests } = await traffic.stats()
  expect(requests).toBe(1)
})
