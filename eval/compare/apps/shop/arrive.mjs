import { binary, form, html, text } from '../../kit/body.mjs'
import { api, cdn, site } from './hosts.mjs'
import { accountPage, homePage, loginPage, logo, script, style } from './pages.mjs'

/** The home page with what it loads. */
export function visit({ data, nonce, page, rendered, run }) {
  const deal = run.draw('N14', 'deal').pick(data.products)
  run.exchange({
    tag: 'home',
    kind: 'page',
    url: `${site}/`,
    answer: {
      body: html(
        homePage({ ...page, ...data, deal, nonce: nonce('home'), rendered: rendered('home') }),
      ),
      cookies: [
        `visitor=${run.draw('N1', 'visitor').uuid()}; Path=/; Max-Age=31536000; Secure; SameSite=Lax`,
      ],
    },
  })
  const asset = (tag, url, type, content, etag) => () =>
    run.exchange({
      tag: `asset.${tag}`,
      kind: 'asset',
      type: 'asset',
      url,
      etag,
      answer: {
        body: text(type, content),
        headers: [
          ['cache-control', 'public, max-age=31536000, immutable'],
          [
            'last-modified',
            new Date(Date.UTC(2026, 1, 20) + run.draw('N7', tag).int(0, 8e8)).toUTCString(),
          ],
        ],
      },
    })
  run.parallel('assets', [
    asset('script', page.assets.script, 'text/javascript', script),
    asset('style', page.assets.style, 'text/css', style),
    asset('logo', `${site}/logo.svg`, 'image/svg+xml', logo, `"${run.draw('N7', 'logo').hex(16)}"`),
  ])
  run.exchange({
    tag: 'photo',
    kind: 'asset',
    type: 'asset',
    url: `${cdn}/img/hero.png`,
    answer: {
      body: binary(
        'image/png',
        Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), run.world('hero').bytes(900)]),
      ),
      headers: [['cache-control', 'public, max-age=86400']],
    },
  })
}

/** Logs in by form; the account as page and as JSON. */
export function logIn({ data: { customer, oldOrders }, nonce, page, rendered, run, user }) {
  run.exchange({
    tag: 'login.page',
    kind: 'page',
    url: `${site}/login`,
    answer: {
      body: html(loginPage({ ...page, nonce: nonce('login.page'), rendered: rendered('login') })),
    },
  })
  run.exchange({
    tag: 'login',
    kind: 'write',
    method: 'POST',
    url: `${site}/login`,
    body: form([
      ['csrf', page.csrf],
      ['email', customer.email],
      ['password', 'correct horse'],
      ['remember', 'on'],
    ]),
    answer: {
      status: 302,
      headers: [['location', '/account']],
      cookies: [
        `sid=${run.draw('N5', 'sid').base64url(43)}; Path=/; HttpOnly; Secure; SameSite=Lax`,
      ],
    },
  })
  run.exchange({
    tag: 'account',
    kind: 'page',
    url: `${site}/account`,
    answer: {
      body: html(
        accountPage({
          ...page,
          customer,
          orders: oldOrders,
          nonce: nonce('account'),
          rendered: rendered('account'),
          greeting: run
            .draw('N4', 'seen')
            .pick(['3 minutes ago', '2 hours ago', '5 days ago', '41 minutes ago']),
        }),
      ),
    },
  })
  run.exchange({
    tag: 'me',
    url: `${api}/me`,
    retry: true,
    answer: {
      body: run.json(
        {
          user: {
            id: user,
            displayName: customer.name,
            email: customer.email,
            phoneNumber: customer.phone,
            avatarUrl: null,
            memberSince: customer.memberSince,
            lastLoginAt: new Date(run.now() - 900).toISOString(),
            roles: ['customer', 'reviewer'],
            newsletter: true,
          },
          loyalty: { tier: customer.tier, points: customer.points, nextTierAt: 1000 },
          accessToken: jwt(run, user),
        },
        'me',
      ),
    },
  })
}

/** Three parts as always: header, claims with times of this run, signature. */
function jwt(run, subject) {
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const issued = Math.floor(run.now() / 1000)
  const claims = { iss: 'teahouse', sub: subject, iat: issued, exp: issued + 3600 }
  return `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}.${run.draw('N5', 'jwt').base64url(43)}`
}
