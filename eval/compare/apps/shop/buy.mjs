import { binary } from '../../kit/body.mjs'
import { api } from './hosts.mjs'
import { pdf } from './pages.mjs'

function cartOf({ run, user }, lines, key) {
  const items = lines.map(([product, quantity]) => ({
    lineId: run.draw('N1', 'line', product.id).uuid(),
    productId: product.id,
    name: product.name,
    quantity,
    unitPrice: product.price,
    lineTotal: Number((product.price * quantity).toFixed(2)),
  }))
  const subtotal = items.reduce((sum, { lineTotal }) => sum + lineTotal, 0)
  return run.json(
    {
      cartId: run.draw('N1', 'cart').uuid(),
      ownerId: user,
      items,
      itemCount: items.reduce((sum, { quantity }) => sum + quantity, 0),
      subtotal: Number(subtotal.toFixed(2)),
      shipping: 3.5,
      total: Number((subtotal + 3.5).toFixed(2)),
      currency: 'GBP',
      updatedAt: new Date(run.now()).toISOString(),
    },
    key,
  )
}

/** Two products into the cart, one of them more often. */
export function fillCart(context) {
  const { data, run } = context
  const [one, two] = [data.products[0], data.products[4]]
  const write = (tag, method, path, wish, lines, status = 200) =>
    run.exchange({
      tag,
      kind: 'write',
      method,
      url: `${api}/cart/items${path}`,
      body: run.json(wish, `${tag} wish`),
      answer: { status, body: cartOf(context, lines, tag) },
    })
  write('cart.add:1', 'POST', '', { productId: one.id, quantity: 2, gift: false }, [[one, 2]], 201)
  write(
    'cart.add:2',
    'POST',
    '',
    { productId: two.id, quantity: 1, gift: true },
    [
      [one, 2],
      [two, 1],
    ],
    201,
  )
  const line = run.draw('N1', 'line', two.id).uuid()
  write('cart.change', 'PATCH', `/${line}`, { quantity: 3 }, [
    [one, 2],
    [two, 3],
  ])
  run.exchange({
    tag: 'cart',
    url: `${api}/cart`,
    retry: true,
    answer: {
      body: cartOf(
        context,
        [
          [one, 2],
          [two, 3],
        ],
        'cart',
      ),
    },
  })
}

/** Checkout, which is asked for until it is confirmed; the order and its invoice. */
export function order(context) {
  const { data, run, user } = context
  const id = run.draw('N1', 'order').uuid()
  const number = 51_000 + run.draw('N2', 'order').int(0, 4000)
  const [one, two] = [data.products[0], data.products[4]]
  const total = Number((one.price * 2 + two.price * 3 + 3.5).toFixed(2))
  run.exchange({
    tag: 'checkout',
    kind: 'write',
    method: 'POST',
    url: `${api}/checkout`,
    headers: [['idempotency-key', run.draw('N1', 'idempotency').uuid()]],
    body: run.json(
      {
        cartId: run.draw('N1', 'cart').uuid(),
        addressId: 7,
        payment: { method: 'card', token: `tok_${run.draw('N5', 'card').base62(24)}` },
        acceptedTerms: true,
      },
      'checkout wish',
    ),
    answer: {
      status: 202,
      headers: [['location', `/api/v1/orders/${number}`]],
      body: run.json(
        {
          orderId: id,
          orderNumber: number,
          status: 'PENDING',
          statusUrl: `/api/v1/orders/${number}/status`,
        },
        'checkout',
      ),
    },
  })
  const polls = run.draw('N11', 'order').int(2, 5)
  for (let poll = 1; poll <= polls; poll++) {
    const done = poll === polls && run.fault !== 'stuck'
    run.wait(400)
    run.exchange({
      tag: poll === polls ? 'order.poll:last' : 'order.poll',
      kind: 'poll',
      url: `${api}/orders/${number}/status`,
      answer: {
        body: run.json(
          {
            orderNumber: number,
            status: done ? 'CONFIRMED' : 'PROCESSING',
            progress: done ? 100 : Math.floor((poll / (polls + 1)) * 100),
            checkedAt: new Date(run.now()).toISOString(),
          },
          `poll ${poll}`,
        ),
      },
    })
  }
  run.exchange({
    tag: 'order',
    url: `${api}/orders/${number}`,
    answer: {
      body: run.json(
        {
          id,
          number,
          customerId: user,
          cartId: run.draw('N1', 'cart').uuid(),
          status: 'CONFIRMED',
          placedAt: new Date(run.now() - 2500).toISOString(),
          placedAgo: run.draw('N4', 'placed').int(2, 9) + ' seconds ago',
          lines: [
            [one, 2],
            [two, 3],
          ].map(([product, quantity]) => ({
            lineId: run.draw('N1', 'line', product.id).uuid(),
            productId: product.id,
            sku: product.sku,
            quantity,
            unitPrice: product.price,
          })),
          total,
          payment: {
            method: 'card',
            card: data.customer.card,
            authorisation: run.draw('N5', 'authorisation').upper(6),
            capturedAt: null,
          },
          shippingAddress: {
            street: '4 Mill Lane',
            city: 'Leeds',
            postcode: 'LS1 4AP',
            country: 'GB',
          },
          estimatedDelivery: new Date(run.now() + 3 * 86_400_000).toISOString().slice(0, 10),
        },
        'order',
      ),
    },
  })
  run.exchange({
    tag: 'orders',
    url: `${api}/orders`,
    query: [
      ['limit', 5],
      ['status', 'all'],
    ],
    answer: {
      body: run.json(
        {
          orders: [
            {
              number,
              placedAt: new Date(run.now() - 2600).toISOString(),
              total,
              status: 'CONFIRMED',
              itemCount: 5,
            },
            ...data.oldOrders,
          ],
          totalOrders: 5,
          nextPage: null,
        },
        'orders',
      ),
    },
  })
  run.exchange({
    tag: 'invoice',
    kind: 'download',
    url: `${api}/orders/${number}/invoice.pdf`,
    answer: {
      headers: [['content-disposition', `attachment; filename="invoice-${number}.pdf"`]],
      body: binary(
        'application/pdf',
        pdf(['Teahouse Ltd', data.customer.name, `Total ${total} GBP`]),
      ),
    },
  })
}
