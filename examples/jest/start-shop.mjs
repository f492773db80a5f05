import { startShop } from '@hartifact/example-shop'

/** One shop for all tests, which find it by the environment. */
export default async function start() {
  const shop = await startShop({ release: process.env.SHOP_RELEASE === '2' ? 2 : 1 })
  globalThis.shop = shop
  process.env.SHOP_URL = shop.httpsUrl
  process.env.SHOP_CA = shop.caPath
}
