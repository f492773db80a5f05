/**
 * A customer of the example shop, as a program that knows nothing of Hartifact:
 * `node customer.mjs ADDRESS browse|buy`.
 */
import { pathToFileURL } from 'node:url'

const [address = '', task = 'browse'] = process.argv.slice(2)

const json = { 'content-type': 'application/json' }

/** Looks at the products. */
async function browse() {
  for (const path of ['/api/products', '/api/products/1', '/api/products?q=tea']) {
    const response = await fetch(address + path)
    console.log(`GET ${path}: ${response.status}`)
    await response.arrayBuffer()
  }
}

/** Logs in, buys something and wants the invoice. */
async function buy() {
  const body = JSON.stringify({ email: 'ada@example.test', password: 'correct horse' })
  const login = await fetch(`${address}/api/session`, { method: 'POST', headers: json, body })
  const { token } = await login.json()
  const headers = { ...json, authorization: `Bearer ${token}` }
  const item = JSON.stringify({ productId: 3, quantity: 2 })
  await fetch(`${address}/api/cart/items`, { method: 'POST', headers, body: item })
  const order = await fetch(`${address}/api/orders`, { method: 'POST', headers, body: '{}' })
  const { id } = await order.json()
  const invoice = await fetch(`${address}/api/orders/${id}/invoice`, { headers })
  console.log(`order ${id}: ${order.status}, its invoice: ${invoice.status}`)
  await invoice.arrayBuffer()
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await (task === 'buy' ? buy() : browse())
}
