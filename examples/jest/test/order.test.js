/** @session Order Flow */
const { shopClient } = require('../src/shop-client.js')

const ada = ['ada@example.test', 'correct horse']

describe('an order', () => {
  test('is placed by who is logged in', async () => {
    const shop = shopClient()
    await shop.logIn(...ada)
    const { items } = await shop.search('tea')
    await shop.add(items[0].id, 2)
    const { status, headers } = await shop.order()
    expect(status).toBe(201)
    expect(headers.location).toMatch(/^\/api\/orders\/\d+$/)

    await traffic.settled()
    await expect(traffic).toHaveRequest({ method: 'POST', url: '**/api/orders', status: 201 })
    await expect(traffic).toHaveNoFailedRequests()
  })

  test('needs a login', async () => {
    await session('Order Without Login')
    const { status } = await shopClient().order()
    expect(status).toBe(401)
    await expect(traffic).toHaveRequest({ url: '**/api/orders', status: 401 })
    await expect(traffic).not.toHaveRequest({ url: '**/api/session' })
  })
})
