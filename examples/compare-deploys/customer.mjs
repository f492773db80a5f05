/**
 * A customer of the example shop, as a program that knows nothing of releases or recordings:
 * `node customer.mjs ADDRESS`.
 */
import { once } from 'node:events'
import { WebSocket } from 'ws'
import { smallBrowser } from './small-browser.mjs'

const [address = ''] = process.argv.slice(2)
const words =
  'tea pot cup mug kettle timer honey mint leaves harvest steel glass porcelain sand black green strong litre jar lid'
const json = { 'content-type': 'application/json' }

await lookAround()
await buy()
await visitPages()
await askSupport()

/** Lists, single products, searches, the list as a file, prices as they come. */
async function lookAround() {
  const paths = [
    '/api/products',
    '/api/products?page=2',
    ...[1, 5, 9].map((id) => `/api/products/${id}`),
    ...words.split(' ').map((word) => `/api/products?q=${word}`),
    '/api/export.csv',
    '/events/prices?count=4&interval=20',
  ]
  for (const path of paths) await (await fetch(address + path)).arrayBuffer()
}

/** Logs in, buys something, and wants the invoice. */
async function buy() {
  const body = JSON.stringify({ email: 'ada@example.test', password: 'correct horse' })
  const login = await fetch(`${address}/api/session`, { method: 'POST', headers: json, body })
  const { token } = await login.json()
  const headers = { authorization: `Bearer ${token}` }
  const get = async (path) => (await fetch(address + path, { headers })).arrayBuffer()
  const post = async (path, value) => {
    const options = {
      method: 'POST',
      headers: { ...headers, ...json },
      body: JSON.stringify(value),
    }
    return (await fetch(address + path, options)).json()
  }
  await get('/api/me')
  await post('/api/cart/items', { productId: 3, quantity: 2 })
  await get('/api/cart')
  const { id } = await post('/api/orders', {})
  await get(`/api/orders/${id}`)
  await get(`/api/orders/${id}/invoice`)
}

/** Logs in by form, and looks at pages, at some of them twice. */
async function visitPages() {
  const browser = smallBrowser(address)
  const [, csrf] = /name="csrf" value="([^"]+)"/.exec(await browser.visit('/login')) ?? []
  await browser.submit('/login', { csrf, email: 'grace@example.test', password: 'battery staple' })
  for (const path of ['/', '/products/1', '/products/3', '/', '/live']) await browser.visit(path)
}

/** Asks by WebSocket whether there are kettles. */
async function askSupport() {
  const socket = new WebSocket(`${address.replace(/^http/, 'ws')}/ws/support`)
  await once(socket, 'message')
  socket.send('Is the kettle in stock?')
  await once(socket, 'message')
  socket.send('bye')
  await once(socket, 'close')
}
