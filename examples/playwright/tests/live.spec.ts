import { expect, test } from './shop-test.ts'

test.use({ session: 'Live Prices' })

test('chats, watches prices and downloads the list', async ({ page, request, traffic }) => {
  await traffic.step('chat by WebSocket', async () => {
    await page.goto('/live?count=3&interval=50')
    await expect(page.getByTestId('chat-status')).toHaveText('open')
    await page.getByTestId('chat-input').fill('Is the kettle in stock?')
    await page.getByTestId('chat-send').click()
    await expect(page.getByTestId('chat-message').last()).toHaveText('Is the kettle in stock?')
    await page.getByTestId('chat-bye').click()
    await expect(page.getByTestId('chat-status')).toHaveText('closed 1000')
  })

  await traffic.step('prices by event stream', async () => {
    await expect(page.getByTestId('price-event')).toHaveCount(3)
  })

  await traffic.step('the API', async () => {
    const products = await request.get('/api/products', { params: { q: 'tea' } })
    await expect(products).toBeOK()
    const session = await request.post('/api/session', {
      data: { email: 'grace@example.test', password: 'battery staple' },
    })
    await expect(session).toBeOK()
  })

  await traffic.step('a download', async () => {
    const started = page.waitForEvent('download')
    await page.evaluate("location.assign('/api/export.csv')")
    expect((await started).suggestedFilename()).toBe('products.csv')
  })

  await expect(traffic).toHaveRequest({ url: '**/ws/support', status: 101 })
  await expect(traffic).toHaveRequest({ url: '**/events/prices', type: 'text/event-stream' })
  await expect(traffic).toHaveRequest({ method: 'POST', url: '**/api/session' })
  await expect(traffic).toHaveRequest({ url: '**/api/export.csv', status: 200 })
  await expect(traffic).not.toHaveRequest({ url: '**/login' })
})
