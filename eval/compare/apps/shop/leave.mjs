import { form, text } from '../../kit/body.mjs'
import { api, site } from './hosts.mjs'

/** Smaller writes, an export, and the logout. */
export function leave({ data, run, user }) {
  run.exchange({
    tag: 'review.write',
    kind: 'write',
    method: 'POST',
    url: `${api}/reviews`,
    body: run.json(
      { productId: data.products[0].id, stars: 5, comment: 'Wonderful with milk.' },
      'review wish',
    ),
    answer: {
      status: 201,
      body: run.json(
        {
          id: 900 + run.draw('N2', 'review').int(0, 800),
          authorId: user,
          stars: 5,
          state: 'IN_MODERATION',
          createdAt: new Date(run.now()).toISOString(),
        },
        'review',
      ),
    },
  })
  run.exchange({
    tag: 'preferences',
    kind: 'write',
    method: 'PUT',
    url: `${api}/me/preferences`,
    body: run.json(
      { newsletter: false, language: 'en', channels: ['email', 'post'] },
      'preferences wish',
    ),
    answer: {
      body: run.json(
        { newsletter: false, language: 'en', channels: ['email', 'post'], version: 4 },
        'preferences',
      ),
    },
  })
  run.exchange({
    tag: 'wish.remove',
    kind: 'write',
    method: 'DELETE',
    url: `${api}/wishlist/${data.products[2].id}`,
    answer: { status: 204 },
  })
  run.exchange({
    tag: 'prices',
    kind: 'download',
    url: `${api}/export/prices.csv`,
    answer: {
      headers: [['content-disposition', 'attachment; filename="prices.csv"']],
      body: text(
        'text/csv; charset=utf-8',
        `sku;name;price;currency\n${data.products.map(({ name, price, sku }) => `${sku};${name};${price.toFixed(2)};GBP`).join('\n')}\n`,
      ),
    },
  })
  run.exchange({
    tag: 'logout',
    kind: 'write',
    method: 'POST',
    url: `${site}/logout`,
    body: form([['csrf', run.draw('N5', 'csrf').hex(32)]]),
    answer: {
      status: 303,
      headers: [['location', '/']],
      cookies: ['sid=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax'],
    },
  })
}
