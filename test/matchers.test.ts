import { expect, test } from 'vitest'
import { runInlineTest } from './run-inline-test.ts'
import { serve } from './support/servers.ts'

test('the matchers work in Playwright, with its limit and its messages', async () => {
  await using shop = await serve((_, response) => response.writeHead(201).end('made'))
  const run = await runInlineTest(
    {
      'a.spec.js': `import { expect as base } from '@playwright/test'
import { test } from '@hartifact/playwright-fixture'
import { matchers } from '@hartifact/core/matchers'
const expect = base.extend(matchers).configure({ timeout: 300 })
const shop = process.env.SHOP
test('finds', async ({ request, traffic }) => {
  const sent = request.post(shop + '/orders')
  await expect(traffic).toHaveRequest({ method: 'POST', url: '**/orders', status: 201 }, { timeout: 5_000 })
  await expect(traffic).toHaveRequest({ url: '/orders' }, { times: 1 })
  await expect(traffic).not.toHaveRequest({ url: '/missing' })
  await expect(traffic).toHaveNoFailedRequests()
  await sent
})
test('misses', async ({ request, traffic }) => {
  await request.get(shop + '/orders')
  await expect(traffic).toHaveRequest({ method: 'POST', url: '/orders' })
})`,
    },
    { env: { SHOP: shop.url } },
  )
  expect(run.results('finds').map(({ status }) => status)).toEqual(['passed'])
  const [missed] = run.results('misses')
  expect(missed?.error?.message).toContain('toHaveRequest')
  expect(missed?.error?.message).toContain('The limit was 300 ms.')
  expect(missed?.error?.message).toMatch(/^ {2}GET http:\S+\/orders 201 after \d+ ms$/m)
})
