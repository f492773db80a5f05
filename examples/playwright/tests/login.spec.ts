import { expect, test } from './shop-test.ts'

test.use({ session: 'Login Flow' })

test('logs in and looks at the first product', async ({ page, traffic }) => {
  await traffic.step('log in', async () => {
    await page.goto('/login')
    await page.getByTestId('email').fill('ada@example.test')
    await page.getByTestId('password').fill('correct horse')
    await page.getByTestId('login-submit').click()
    await expect(page.getByTestId('user-name').first()).toHaveText('Ada Lovelace')
  })

  await traffic.step('look at the products', async () => {
    await page.goto('/')
    await page.getByTestId('product-link').first().click()
    await expect(page.getByTestId('product-image')).toBeVisible()
    await expect(page.getByTestId('cart-count')).toHaveText('0')
  })

  await expect(traffic).toHaveRequest({ method: 'POST', url: '**/login', status: 302 })
  await expect(traffic).toHaveRequest({ url: '**/assets/images/*.png', type: 'image/png' })
  await expect(traffic).toHaveNoFailedRequests()
})
