import { randomBytes } from 'node:crypto'
import type { Release } from './releases.ts'
import { seedProducts, users, type Product, type User } from './seed.ts'

/** Product id to quantity, in the order in which they were put in. */
export type Cart = Map<number, number>

export interface OrderLine {
  readonly productId: number
  readonly name: string
  readonly quantity: number
  readonly cents: number
}

export interface Order {
  /** Counts up from `1001`. */
  readonly id: string
  readonly userId: string
  readonly lines: readonly OrderLine[]
  /** ISO time. */
  readonly createdAt: string
}

/** What one running shop remembers; gone when it stops. Both ports share it. */
export interface Database {
  readonly products: readonly Product[]
  readonly users: readonly User[]
  /** Session token to user. */
  readonly sessions: Map<string, User>
  /** By owner: the id of a user, or `guest-…` from the cart cookie. */
  readonly carts: Map<string, Cart>
  readonly orders: Order[]
  /** ISO time of the start. */
  readonly startedAt: string
  /** Counts the searches, the uploads and so on: each call gives the next number, from 1. */
  next(counter: string): number
}

/** A fresh database with the products of the release, the users, no carts and no orders. */
export function createDatabase(release: Release): Database {
  const counters = new Map<string, number>()
  return {
    products: seedProducts(release.has('products-added')),
    users,
    sessions: new Map(),
    carts: new Map(),
    orders: [],
    startedAt: new Date().toISOString(),
    next(counter) {
      const value = (counters.get(counter) ?? 0) + 1
      counters.set(counter, value)
      return value
    },
  }
}

/** 32 random bytes as text: a session token, a cart's name, a CSRF token. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url')
}

/** Starts a session if e-mail and password are those of a user. */
export function logIn(
  database: Database,
  email: string,
  password: string,
): { readonly token: string; readonly user: User } | undefined {
  const user = database.users.find((candidate) => candidate.email === email)
  if (user?.password !== password) return undefined
  const token = randomToken()
  database.sessions.set(token, user)
  return { token, user }
}

/** Turns the cart into an order: takes the pieces from the stock and empties the cart. */
export function placeOrder(database: Database, user: User, cart: Cart): Order {
  const lines: OrderLine[] = []
  for (const [productId, quantity] of cart) {
    const product = database.products.find(({ id }) => id === productId)
    if (product === undefined) continue
    product.stock -= quantity
    lines.push({ productId, name: product.name, quantity, cents: product.cents })
  }
  const order: Order = {
    id: String(1000 + database.next('order')),
    userId: user.id,
    lines,
    createdAt: new Date().toISOString(),
  }
  database.orders.push(order)
  cart.clear()
  return order
}
