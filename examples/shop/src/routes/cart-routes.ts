import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'
import type { Cart } from '../database.ts'
import { cartOf, keptCartOf } from '../identity.ts'
import { presentCart, type Json } from '../present.ts'
import { problem } from '../problem.ts'

const quantity = { type: 'integer', minimum: 0, maximum: 99 } as const
const newItem = {
  type: 'object',
  required: ['productId'],
  properties: {
    productId: { type: 'integer' },
    quantity: { ...quantity, minimum: 1, default: 1 },
  },
} as const
const changedItem = { type: 'object', required: ['quantity'], properties: { quantity } } as const
const itemParams = { type: 'object', properties: { id: { type: 'integer' } } } as const

/** `/api/cart` and its items, which are named by the id of their product. */
export function cartRoutes(app: FastifyInstance, context: ShopContext): void {
  const { database, release } = context
  const show = (cart: Cart): Json => presentCart(cart, database, release)

  app.get('/api/cart', (request, reply) =>
    reply.header('cache-control', 'no-store').send(show(cartOf(request, context))),
  )

  app.delete('/api/cart', (request, reply) => {
    cartOf(request, context).clear()
    return reply.code(204).send()
  })

  app.post<{ Body: { productId: number; quantity: number } }>(
    '/api/cart/items',
    { schema: { body: newItem } },
    (request, reply) => {
      const { productId } = request.body
      const product = database.products.find(({ id }) => id === productId)
      if (product === undefined) throw problem(422, `There is no product ${productId}.`)
      const cart = keptCartOf(request, reply, context)
      const total = (cart.get(productId) ?? 0) + request.body.quantity
      if (total > product.stock) throw problem(409, `Only ${product.stock} pieces are left.`)
      cart.set(productId, total)
      return reply.code(201).header('location', `/api/cart/items/${productId}`).send(show(cart))
    },
  )

  app.patch<{ Params: { id: number }; Body: { quantity: number } }>(
    '/api/cart/items/:id',
    { schema: { params: itemParams, body: changedItem } },
    (request, reply) => {
      const cart = cartWith(request.params.id, cartOf(request, context))
      const stock = database.products.find(({ id }) => id === request.params.id)?.stock ?? 0
      if (request.body.quantity > stock) throw problem(409, `Only ${stock} pieces are left.`)
      if (request.body.quantity === 0) cart.delete(request.params.id)
      else cart.set(request.params.id, request.body.quantity)
      return reply.send(show(cart))
    },
  )

  app.delete<{ Params: { id: number } }>(
    '/api/cart/items/:id',
    { schema: { params: itemParams } },
    (request, reply) => {
      cartWith(request.params.id, cartOf(request, context)).delete(request.params.id)
      return reply.code(204).send()
    },
  )
}

function cartWith(productId: number, cart: Cart): Cart {
  if (!cart.has(productId)) throw problem(404, `Product ${productId} is not in the cart.`)
  return cart
}
