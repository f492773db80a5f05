import { startShop } from '@hartifact/example-shop'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    shopUrl: string
  }
}

/** One shop for all tests. */
export default async function start(project: TestProject): Promise<() => Promise<void>> {
  const shop = await startShop({ release: process.env['SHOP_RELEASE'] === '2' ? 2 : 1 })
  project.provide('shopUrl', shop.httpUrl)
  return () => shop.close()
}
