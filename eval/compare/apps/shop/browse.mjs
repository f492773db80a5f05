import { api, cdn } from './hosts.mjs'

function summary(run, product) {
  const { baseStock, grams: _grams, ...rest } = product
  return {
    ...rest,
    tags: run.unordered(product.tags, 'tags', product.id),
    stock: baseStock + run.draw('N15', 'stock', product.id).int(-9, 9),
    imageUrl: `${cdn}/img/${product.slug}.${run.draw('N17', product.slug).hex(8)}.webp`,
  }
}

function list({ data: { products }, run }, number) {
  const items = products.slice((number - 1) * 6, number * 6)
  run.exchange({
    tag: `products:${number}`,
    url: `${api}/products`,
    query: [
      ['page', number],
      ['pageSize', 6],
      ['sort', 'price'],
      ['_', run.draw('N16', 'products', number).digits(13)],
    ],
    answer: {
      body: run.json(
        {
          items: items.map((product) => summary(run, product)),
          page: number,
          pageSize: 6,
          totalItems: products.length,
          hasMore: number < 2,
        },
        `products:${number}`,
      ),
    },
  })
  return items
}

function detail(run, product, tag) {
  run.exchange({
    tag,
    url: `${api}/products/${product.id}`,
    answer: {
      body: run.json(
        {
          ...summary(run, product),
          weight: { amount: product.grams, unit: 'g' },
          brewing: { temperatureCelsius: 90, minutes: 3, notes: 'Pour gently.' },
          viewsToday: run.draw('N15', 'views', product.id).int(1200, 1900),
          priceHistory: [1.1, 1.05, 1].map((factor) => Number((product.price * factor).toFixed(2))),
        },
        tag,
      ),
    },
  })
}

/** Lists in pages, products with reviews and recommendations, a coupon that there is not. */
export function browse(context) {
  const { data, run } = context
  const [first] = list(context, 1)
  list(context, 2)
  if (run.fault === 'n+1') {
    for (const product of data.products.slice(0, 12)) detail(run, product, `n+1:${product.id}`)
  }
  run.parallel('product', [
    () => detail(run, first, 'product:1'),
    () =>
      run.exchange({
        tag: 'reviews',
        url: `${api}/products/${first.id}/reviews`,
        query: [
          ['limit', 3],
          ['order', 'stars'],
        ],
        answer: {
          body: run.json(
            {
              productId: first.id,
              average: 4,
              reviews: data.reviews.map((review) => ({
                ...review,
                writtenAgo: run.draw('N4', 'review', review.id).int(2, 28) + ' days ago',
                helpful: run.draw('N15', 'helpful', review.id).int(30, 48),
              })),
            },
            'reviews',
          ),
        },
      }),
    () =>
      run.exchange({
        tag: 'recommended',
        kind: 'random',
        url: `${api}/products/${first.id}/recommendations`,
        answer: {
          body: run.json(
            {
              model: 'also-bought-v3',
              requestId: run.draw('N6', 'model').uuid(),
              items: run
                .draw('N14', 'recommended')
                .sample(data.products, 4)
                .map(({ id, name, price, slug }, at) => ({
                  id,
                  slug,
                  name,
                  price,
                  score: run.draw('N14', 'score', at).decimal(0.4, 0.99, 4),
                })),
            },
            'recommended',
          ),
        },
      }),
  ])
  detail(run, data.products[4], 'product:2')
  run.exchange({
    tag: 'coupon',
    url: `${api}/coupons/SPRING`,
    answer: {
      status: 404,
      body: run.json(
        {
          type: 'https://www.teahouse.test/problems/unknown-coupon',
          title: 'Unknown coupon',
          status: 404,
          traceId: run.draw('N6', 'coupon').hex(32),
        },
        'coupon',
        'application/problem+json',
      ),
    },
  })
}
