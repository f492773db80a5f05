import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ShopContext } from '../context.ts'
import { cartOf, userOf } from '../identity.ts'
import { accountPage } from '../pages/account.ts'
import { cartPage, checkoutPage, orderPage } from '../pages/buying.ts'
import { homePage, productPage } from '../pages/catalogue.ts'
import { livePage, offlinePage } from '../pages/extras.ts'
import { renderPage, type Page } from '../pages/layout.ts'
import { problem } from '../problem.ts'
import { pageSize } from './product-routes.ts'

const whole = { type: 'integer', minimum: 1 } as const

/** The pages for people, except `/login`. */
export function pageRoutes(app: FastifyInstance, context: ShopContext): void {
  const { database, release } = context
  const show = (request: FastifyRequest, reply: FastifyReply, page: Page): FastifyReply =>
    sendPage(request, reply, context, page)

  app.get<{ Querystring: { page: number } }>(
    '/',
    { schema: { querystring: { type: 'object', properties: { page: { ...whole, default: 1 } } } } },
    (request, reply) => {
      const { page } = request.query
      const products = database.products.slice((page - 1) * pageSize, page * pageSize)
      const pages = Math.ceil(database.products.length / pageSize)
      return show(request, reply, homePage(products, page, pages))
    },
  )

  app.get<{ Params: { id: string } }>('/products/:id', (request, reply) => {
    const product = database.products.find(({ id }) => String(id) === request.params.id)
    if (product === undefined) throw problem(404, 'There is no such product.')
    return show(request, reply, productPage(product, context))
  })

  app.get('/account', (request, reply) => {
    const user = userOf(request, context)
    if (user === undefined) return reply.redirect('/login')
    const orders = database.orders.filter(({ userId }) => userId === user.id)
    return show(request, reply, accountPage(user, orders, release))
  })

  app.get('/cart', (request, reply) =>
    show(request, reply, cartPage(cartOf(request, context), database)),
  )

  app.get('/checkout', (request, reply) => {
    if (userOf(request, context) === undefined) return reply.redirect('/login?next=/checkout')
    return show(request, reply, checkoutPage(cartOf(request, context), database))
  })

  app.get<{ Params: { id: string } }>('/orders/:id', (request, reply) => {
    const user = userOf(request, context)
    if (user === undefined) return reply.redirect('/login')
    const order = database.orders.find(({ id }) => id === request.params.id)
    if (order?.userId !== user.id) throw problem(404, 'There is no such order.')
    return show(request, reply, orderPage(order, release))
  })

  app.get<{ Querystring: { count: number; interval: number } }>(
    '/live',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: { count: { ...whole, default: 5 }, interval: { ...whole, default: 100 } },
        },
      },
    },
    (request, reply) => show(request, reply, livePage(request.query.count, request.query.interval)),
  )

  app.get('/offline', (request, reply) => show(request, reply, offlinePage()))
}

/** Answers with the page; never kept, as it shows who is logged in. */
export function sendPage(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ShopContext,
  page: Page,
): FastifyReply {
  return reply
    .header('content-type', 'text/html; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(renderPage(page, context, userOf(request, context)))
}
