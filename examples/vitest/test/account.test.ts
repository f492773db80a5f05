/** @session Account */
import { session, traffic } from '@hartifact/vitest-env'
import { describe, expect, inject, test } from 'vitest'
import { ShopClient } from '../src/shop-client.ts'

describe('the account', () => {
  test('is that of who has logged in', async () => {
    const shop = new ShopClient(inject('shopUrl'))
    await traffic.step('log in', () => shop.logIn('grace@example.test', 'battery staple'))
    const me = await traffic.step('look at the account', () => shop.me())
    expect(me?.email).toBe('grace@example.test')
    await expect(traffic).toHaveRequest({ method: 'POST', url: '**/api/session' })
    await expect(traffic).toHaveNoFailedRequests()
  })

  test('is nobody else’s', async () => {
    await session('Account Without Login')
    expect(await new ShopClient(inject('shopUrl')).me()).toBeUndefined()
    await expect(traffic).toHaveRequest({ url: '**/api/me', status: 401 })
  })
})
