import { binary, text } from '../../kit/body.mjs'
import { ask, csrf } from './ask.mjs'
import { money } from './data.mjs'
import { analytics, cdn, consent } from './hosts.mjs'
import { bucket, bundles, euros, page, script } from './pages.mjs'
import { date, now } from './times.mjs'

/** The start page with what it loads, the choice of cookies, and who counts that. */
export function arrive(context) {
  const { data, run, site } = context
  const routes = data.trips
    .slice(0, 4)
    .map(
      ({ operator, price }, at) =>
        `<tr><td>${data.stations[at].name}</td><td>${operator.name}</td><td>from ${euros(money(price))} EUR</td></tr>`,
    )
  run.exchange({
    tag: 'home',
    kind: 'page',
    url: `${site}/`,
    answer: {
      cookies: [
        `vid=${run.draw('N1', 'visitor').uuid()}; Domain=wayfare.test; Path=/; Max-Age=34560000; Secure; SameSite=Lax`,
        `ab=${bucket(run)}.${run.draw('N24', 'slot').int(0, 999)}; Domain=wayfare.test; Path=/; Secure; SameSite=Lax`,
        `XSRF-TOKEN=${csrf(run)}; Domain=wayfare.test; Path=/; Secure; SameSite=Strict`,
      ],
      body: page(
        context,
        'home',
        'Trains and coaches across the Alps',
        `<h1>Where would you like to go</h1><form action="/search"><input name="from"><input name="to"><input name="date" type="date"></form>
<p>Over ${run.draw('N15', 'travellers').int(310, 480)} travellers are looking right now.</p>
<table><caption>Popular routes</caption>${routes.join('\n')}</table>`,
      ),
    },
  })
  assets(context)
  choose(context)
}

function assets({ run }) {
  const { script: js } = bundles(run)
  const asset = (tag, url, body, wish) => () =>
    run.exchange({
      tag: `asset.${tag}`,
      kind: 'asset',
      noCookies: true,
      url,
      ...wish,
      answer: {
        body,
        headers: [
          ['etag', `"${run.draw('N7', 'validator', tag).hex(32)}"`],
          [
            'last-modified',
            new Date(Date.UTC(2026, 1, 3) + run.draw('N7', tag).int(0, 9e8)).toUTCString(),
          ],
        ],
      },
    })
  run.parallel('assets', [
    asset('script', js, text('text/javascript; charset=utf-8', script)),
    asset(
      'hero',
      `${cdn}/img/gotthard.png`,
      binary(
        'image/png',
        Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), run.world('hero').bytes(700)]),
      ),
      { query: [['w', 1200]] },
    ),
  ])
}

function choose({ run, site }) {
  run.exchange({
    tag: 'consent',
    kind: 'write',
    method: 'POST',
    url: consent,
    noCookies: true,
    body: run.json(
      {
        property: 'wayfare-web',
        purposes: { necessary: true, statistics: true, marketing: false },
        policy: 12,
        language: 'en',
      },
      'consent wish',
    ),
    answer: {
      status: 201,
      body: run.json(
        {
          consentId: run.draw('N1', 'consent').uuid(),
          purposes: { necessary: true, statistics: true, marketing: false },
          policy: { version: 12, published: 1_767_225_600_000 },
          recorded: run.now(),
          expires: run.now() + 180 * 86_400_000,
          region: 'EU',
          vendors: null,
        },
        'consent',
      ),
    },
  })
  run.exchange({
    tag: 'beacon',
    kind: 'beacon',
    method: 'POST',
    url: analytics,
    noCookies: true,
    query: [['r', run.draw('N16', 'beacon').digits(10)]],
    body: run.json(
      {
        event: 'pageview',
        url: `${site}/`,
        clientId: run.draw('N1', 'client').uuid(),
        sequence: run.draw('N2', 'sequence').int(1, 40),
        timestamp: run.now(),
        experiment: bucket(run),
        viewport: [390, 844],
      },
      'beacon wish',
    ),
    answer: { status: 204 },
  })
}

/** Signs in; then who it is, where one could go, and today's deals, at once. */
export function signIn(context) {
  const { data, run } = context
  const { customer } = data
  ask(
    context,
    'session',
    '/sessions',
    {
      id: `ses_${run.draw('N1', 'session').base62(16)}`,
      customerId: customer.id,
      status: 'ACTIVE',
      method: 'PASSWORD',
      createdAt: now(run),
      expiresAt: now(run, 1_800_000),
    },
    {
      method: 'POST',
      preflight: true,
      send: { email: 'traveller@post.test', password: 'red umbrella', remember: true },
      answer: {
        status: 201,
        cookies: [
          `sid=s%3A${run.draw('N5', 'sid').base62(44)}; Domain=wayfare.test; Path=/; HttpOnly; Secure; SameSite=Lax`,
        ],
      },
    },
  )
  run.parallel('begin', [() => me(context), () => stations(context), () => deals(context)])
}

function me(context) {
  const { customer } = context.data
  ask(
    context,
    'me',
    '/customers/me',
    {
      id: customer.id,
      householdId: customer.householdId,
      givenName: customer.given,
      familyName: customer.family,
      email: customer.email,
      phone: customer.phone,
      dateOfBirth: customer.born,
      locale: 'en-CH',
      loyalty: { tier: customer.tier, points: customer.points, nextTierAt: 5000, frozen: false },
      savedCards: [
        {
          id: 'crd_4Jx0Tq9LmB',
          brand: 'VISA',
          masked: customer.card,
          expiry: '2029-08',
          default: true,
        },
      ],
      discountCards: ['HALF_FARE', 'YOUTH_25'],
      marketingConsent: false,
      companyName: null,
      lastSeenAgo: `${context.run.draw('N4', 'seen').int(2, 27)} days ago`,
      lastLoginAt: now(context.run, -700),
    },
    { retry: true },
  )
}

function stations(context) {
  const { data, run } = context
  ask(
    context,
    'stations',
    '/stations',
    data.stations.map(({ services, ...station }) => ({
      ...station,
      kind: 'RAIL',
      services: run.unordered(services, 'services', station.id),
      closedUntil: null,
    })),
    {
      query: [
        ['corridor', 'gotthard'],
        ['limit', 6],
      ],
      etag: `W/"${run.draw('N7', 'stations').hex(24)}"`,
      page: { limit: 6, total: data.stations.length, nextCursor: null },
    },
  )
}

function deals(context) {
  const { data, run } = context
  ask(
    context,
    'deals',
    '/deals',
    run
      .draw('N14', 'deals')
      .sample(data.trips, 3)
      .map(({ id, operator, price }, at) => ({
        id: `deal_${run.draw('N14', 'deal', at).base62(10)}`,
        tripId: id,
        headline: `${operator.name} this weekend`,
        price: money(Math.round(price * 0.8)),
        percentOff: run.draw('N14', 'percent', at).pick([10, 15, 20, 30]),
        validUntil: date(run, run.draw('N14', 'valid', at).int(2, 9)),
      })),
    { kind: 'random', query: [['placement', 'home']], meta: { model: 'deals-4' } },
  )
}
