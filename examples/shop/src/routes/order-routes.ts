import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ShopContext } from '../context.ts'
import { placeOrder, type Order } from '../database.ts'
import { cartOf, requireUser } from '../identity.ts'
import { textPdf } from '../pdf.ts'
import { euros, orderCents, presentOrder } from '../present.ts'
import { problem } from '../problem.ts'

type OrderRequest = FastifyRequest<{ Params: { id: string } }>

/** `/api/orders`: buying what is in the cart, and the invoices. */
export function orderRoutes(app: FastifyInstance, context: ShopContext): void {
  const { database, release } = context

  app.post('/api/orders', (request, reply) => {
    const user = requireUser(request, reply, context)
    const cart = cartOf(request, context)
    if (cart.size === 0) throw problem(422, 'The cart is empty.')
    const order = placeOrder(database, user, cart)
    if (!release.has('order-answers-200')) {
      reply.code(201).header('location', `/api/orders/${order.id}`)
    }
    return reply.send(presentOrder(order, release))
  })

  app.get('/api/orders', (request, reply) => {
    const user = requireUser(request, reply, context)
    const orders = database.orders.filter(({ userId }) => userId === user.id)
    return reply
      .header('cache-control', 'no-store')
      .send({ items: orders.map((order) => presentOrder(order, release)), total: orders.length })
  })

  app.get('/api/orders/:id', (request: OrderRequest, reply) =>
    reply.header('cache-control', 'no-store').send(presentOrder(ownOrder(request, reply), release)),
  )

  const invoicePath = release.has('invoice-moved') ? 'invoice.pdf' : 'invoice'
  app.get(`/api/orders/:id/${invoicePath}`, (request: OrderRequest, reply) => {
    const order = ownOrder(request, reply)
    return reply
      .header('content-type', 'application/pdf')
      .header('content-disposition', `attachment; filename="invoice-${order.id}.pdf"`)
      .header('cache-control', 'private, no-store')
      .send(textPdf(invoiceLines(order)))
  })

  function ownOrder(request: OrderRequest, reply: FastifyReply): Order {
    const user = requireUser(request, reply, context)
    const order = database.orders.find(({ id }) => id === request.params.id)
    if (order?.userId !== user.id) throw problem(404, 'There is no such order.')
    return order
  }
}

function invoiceLines(order: Order): string[] {
  return [
    `Invoice ${order.id}`,
    order.createdAt,
    '',
    ...order.lines.map(
      ({ name, quantity, cents }) => `${quantity} x ${name}: EUR ${euros(cents).toFixed(2)}`,
    ),
    '',
    `Total: EUR ${euros(orderCents(order)).toFixed(2)}`,
  ]
}
