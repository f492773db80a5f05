import type { Cart, Database, Order } from './database.ts'
import type { Release } from './releases.ts'
import type { Product, User } from './seed.ts'

/** A JSON object; what the API shows of the shop's data. */
export type Json = Readonly<Record<string, unknown>>

/** Cents as a number of euros. */
export function euros(cents: number): number {
  return cents / 100
}

/** Cents as people read them: `€12.50`. */
export function priceText(cents: number): string {
  return `€${euros(cents).toFixed(2)}`
}

/** A product as `GET /api/products/:id` shows it. */
export function presentProduct(product: Product, release: Release, updatedAt: string): Json {
  const price = euros(product.cents)
  const shown = {
    id: product.id,
    sku: product.sku,
    name: product.name,
    description: product.description,
    category: product.category,
    price: release.has('price-as-string') ? price.toFixed(2) : price,
    currency: 'EUR',
    stock: product.stock,
    image: `/assets/images/${product.id}.png`,
    updatedAt,
  }
  if (!release.has('rating-added')) return shown
  return {
    ...shown,
    rating: product.rating,
    ...(product.rating >= 4.5 ? { badge: 'favourite' } : {}),
  }
}

/** A user as logging in shows it. */
export function presentUser(user: User): Json {
  return { id: user.id, name: user.name, email: user.email, memberSince: user.memberSince }
}

/** What the cart costs. */
export function cartCents(cart: Cart, database: Database): number {
  return cartLines(cart, database).reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
}

/** The products in the cart with their quantities. */
export function cartLines(
  cart: Cart,
  database: Database,
): Array<{ id: number; name: string; quantity: number; cents: number }> {
  return [...cart].flatMap(([id, quantity]) => {
    const product = database.products.find((candidate) => candidate.id === id)
    return product === undefined ? [] : [{ id, name: product.name, quantity, cents: product.cents }]
  })
}

/** A cart as `GET /api/cart` shows it. */
export function presentCart(cart: Cart, database: Database, release: Release): Json {
  const items = cartLines(cart, database).map((line) => ({
    id: line.id,
    name: line.name,
    quantity: line.quantity,
    price: euros(line.cents),
    subtotal: euros(line.cents * line.quantity),
  }))
  const count = items.reduce((sum, { quantity }) => sum + quantity, 0)
  return ordered(
    { items, count, total: euros(cartCents(cart, database)), currency: 'EUR' },
    release,
  )
}

/** What an order costs. */
export function orderCents(order: Order): number {
  return order.lines.reduce((sum, { cents, quantity }) => sum + cents * quantity, 0)
}

/** An order as `GET /api/orders/:id` shows it. */
export function presentOrder(order: Order, release: Release): Json {
  return ordered(
    {
      id: order.id,
      status: 'paid',
      createdAt: order.createdAt,
      items: order.lines.map(({ productId, name, quantity, cents }) => ({
        productId,
        name,
        quantity,
        price: euros(cents),
      })),
      total: euros(orderCents(order)),
      currency: 'EUR',
    },
    release,
  )
}

function ordered(value: Json, release: Release): Json {
  if (!release.has('keys-reordered')) return value
  return Object.fromEntries(Object.entries(value).toReversed())
}
