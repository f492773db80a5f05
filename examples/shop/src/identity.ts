import type { FastifyReply, FastifyRequest } from 'fastify'
import type { ShopContext } from './context.ts'
import { randomToken, type Cart } from './database.ts'
import { problem } from './problem.ts'
import type { User } from './seed.ts'

/** Names of the cookies the shop sets. */
export const cookieNames = {
  session: 'shop_session',
  cart: 'shop_cart',
  csrf: 'shop_csrf',
} as const

/** The token of `Authorization: Bearer …`, else that of the session cookie. */
export function tokenOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  return bearer ?? request.cookies[cookieNames.session]
}

/** Who sent the request, if logged in. */
export function userOf(request: FastifyRequest, context: ShopContext): User | undefined {
  const token = tokenOf(request)
  return token === undefined ? undefined : context.database.sessions.get(token)
}

/** Who sent the request; 401 if nobody is logged in. */
export function requireUser(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ShopContext,
): User {
  const user = userOf(request, context)
  if (user !== undefined) return user
  reply.header('www-authenticate', 'Bearer realm="shop"')
  throw problem(401, 'Log in first.')
}

/** Whose cart the request means: the user's, else that of the guest whom the cart cookie names. */
function cartOwner(request: FastifyRequest, context: ShopContext): string | undefined {
  const user = userOf(request, context)
  if (user !== undefined) return user.id
  const guest = request.cookies[cookieNames.cart]
  // A user's id in the cart cookie must not hand over that user's cart.
  return guest?.startsWith('guest-') === true ? guest : undefined
}

/** The cart of the user or guest; empty and not kept if there is none. */
export function cartOf(request: FastifyRequest, context: ShopContext): Cart {
  const owner = cartOwner(request, context)
  return (owner === undefined ? undefined : context.database.carts.get(owner)) ?? new Map()
}

/** As {@link cartOf}, but a new cart is kept, for guests by a new cart cookie. */
export function keptCartOf(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ShopContext,
): Cart {
  let owner = cartOwner(request, context)
  if (owner === undefined) {
    owner = `guest-${randomToken()}`
    reply.setCookie(cookieNames.cart, owner, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: context.secure,
    })
  }
  const cart: Cart = context.database.carts.get(owner) ?? new Map()
  context.database.carts.set(owner, cart)
  return cart
}

/** Puts what a guest has in the cart into the cart of the user who just logged in. */
export function adoptGuestCart(request: FastifyRequest, context: ShopContext, user: User): void {
  const guest = cartOwner(request, context)
  if (guest === undefined || guest === user.id) return
  const { carts } = context.database
  const cart: Cart = carts.get(user.id) ?? new Map()
  for (const [id, quantity] of carts.get(guest) ?? []) {
    cart.set(id, (cart.get(id) ?? 0) + quantity)
  }
  carts.set(user.id, cart)
  carts.delete(guest)
}
