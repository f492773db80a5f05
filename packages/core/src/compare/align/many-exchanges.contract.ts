import type { Exchange } from '../exchange.ts'
import { type ExchangeData, exchangeOf } from './exchanges.contract.ts'

/** Two sessions that did the same, and what each exchange was really about. */
export interface ManyExchanges {
  readonly before: readonly Exchange[]
  readonly after: readonly Exchange[]
  /** Equal for exchanges that belong together. */
  readonly truth: ReadonlyMap<Exchange, string>
}

interface Planned {
  readonly truth: string
  /** The exchange with the ids of a session. */
  readonly data: (idOf: (thing: string) => string) => ExchangeData
}

/**
 * Two large sessions of a shop: 30 % poll one URL, 20 % are GraphQL, all ids differ, the order is
 * shuffled within a window of 8, 1 % were dropped and 1 % are there twice.
 */
export function manyExchanges(count: number, seed: number): ManyExchanges {
  const random = randomOf(seed)
  const planned = planAll(count, random)
  const truth = new Map<Exchange, string>()
  const before = make(planned, randomOf(seed + 1), truth)
  const after = make(disturb(planned, random), randomOf(seed + 2), truth)
  return { before, after, truth }
}

function planAll(count: number, random: () => number): Planned[] {
  const things = Math.max(10, Math.floor(count / 20))
  return Array.from({ length: count }, () => {
    const chance = random()
    if (chance < 0.3) return poll
    const thing = Math.floor(random() * things)
    const kinds = chance < 0.5 ? graphql : rest
    return kinds[Math.floor(random() * kinds.length)]!(thing, random)
  })
}

const poll: Planned = {
  truth: 'poll',
  data: () => ({ at: 'GET /api/notifications', response: { unread: 0, items: [] } }),
}

type Plan = (thing: number, random: () => number) => Planned

const languages = ['en', 'de', 'fr', 'pl']

const graphql: readonly Plan[] = [
  (thing, random) => {
    const language = languages[Math.floor(random() * languages.length)]!
    return {
      truth: `graphql GetProduct ${thing} ${language}`,
      data: (idOf) => ({
        at: 'POST /graphql',
        body: {
          operationName: 'GetProduct',
          query: 'query GetProduct($id: ID!, $language: String) { product(id: $id) { id name } }',
          variables: { id: idOf(`product ${thing}`), language },
        },
        response: { data: { product: { id: idOf(`product ${thing}`), name: `Product ${thing}` } } },
      }),
    }
  },
  (thing, random) => {
    const quantity = 1 + Math.floor(random() * 5)
    return {
      truth: `graphql AddToCart ${thing} ${quantity}`,
      data: (idOf) => ({
        at: 'POST /graphql',
        body: {
          operationName: 'AddToCart',
          query: 'mutation AddToCart($id: ID!, $quantity: Int) { add(id: $id) { ok } }',
          variables: { productId: idOf(`product ${thing}`), quantity },
        },
        response: { data: { add: { ok: true } } },
      }),
    }
  },
]

const rest: readonly Plan[] = [
  (thing) => ({
    truth: `product ${thing}`,
    data: (idOf) => ({
      at: `GET /api/products/${idOf(`product ${thing}`)}`,
      response: {
        id: idOf(`product ${thing}`),
        name: `Product ${thing}`,
        price: thing % 90,
        seenAt: new Date(1.7e12 + Math.floor(Number.parseInt(idOf('now').slice(0, 6), 16))),
      },
    }),
  }),
  (thing, random) => {
    const page = Math.floor(random() * 3)
    return {
      truth: `reviews ${thing} ${page}`,
      data: (idOf) => ({
        at: `GET /api/products/${idOf(`product ${thing}`)}/reviews?page=${page}`,
        response: { items: [], page },
      }),
    }
  },
  (thing) => ({
    truth: `user ${thing}`,
    data: (idOf) => ({
      at: `GET /api/users/${idOf(`user ${thing}`)}`,
      response: {
        id: idOf(`user ${thing}`),
        favourite: idOf(`product ${thing}`),
        name: `User ${thing}`,
      },
    }),
  }),
  (thing) => ({
    truth: `order ${thing}`,
    data: (idOf) => ({
      at: 'POST /api/orders',
      body: { productId: idOf(`product ${thing}`), userId: idOf(`user ${thing}`), express: false },
      status: 201,
      response: { id: idOf(`order ${thing}`), state: 'new' },
    }),
  }),
]

/** Swaps within a window of 8, drops 1 % and doubles 1 %. */
function disturb(planned: readonly Planned[], random: () => number): Planned[] {
  return planned
    .flatMap((plan, index) => {
      const place = index + random() * 8
      const chance = random()
      if (chance < 0.01) return []
      return chance < 0.02
        ? [
            { plan, place },
            { plan, place: place + 0.1 },
          ]
        : [{ plan, place }]
    })
    .toSorted((one, other) => one.place - other.place)
    .map(({ plan }) => plan)
}

function make(
  planned: readonly Planned[],
  random: () => number,
  truth: Map<Exchange, string>,
): Exchange[] {
  const ids = new Map<string, string>()
  function idOf(thing: string): string {
    const id = ids.get(thing) ?? uuid(random)
    ids.set(thing, id)
    return id
  }
  return planned.map((plan, number) => {
    const exchange = exchangeOf(plan.data(idOf), number)
    truth.set(exchange, plan.truth)
    return exchange
  })
}

function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** Numbers in [0, 1), the same ones for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let value = Math.imul(state ^ (state >>> 15), 1 | state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 4294967296
  }
}
