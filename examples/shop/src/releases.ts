/** The two releases of the shop that can be served. */
export type ReleaseNumber = 1 | 2

/** How much a change of release 2 matters to somebody who uses the shop or its API. */
export type ChangeKind =
  /** Clients that worked with release 1 can fail, or users are less safe. */
  | 'breaking'
  /** Still works, but worse: slower, larger, more requests. */
  | 'warning'
  /** Nobody should have to look at it. */
  | 'harmless'

/** Names one of the {@link changes}. */
export type ChangeId =
  | 'price-as-string'
  | 'email-missing'
  | 'order-answers-200'
  | 'invoice-moved'
  | 'cookie-flags-lost'
  | 'event-field-renamed'
  | 'one-request-per-related-product'
  | 'export-not-compressed'
  | 'image-caching-lost'
  | 'search-sometimes-slow'
  | 'rating-added'
  | 'keys-reordered'
  | 'assets-rebuilt'
  | 'header-added'
  | 'server-renamed'
  | 'products-added'
  | 'wording-changed'

/** One deliberate difference between release 1 and release 2. */
export interface Change {
  readonly id: ChangeId
  readonly kind: ChangeKind
  /** Where it shows, as method and path. */
  readonly where: string
  readonly description: string
}

/** Everything that release 2 does differently, in one list: nothing else differs. */
export const changes: readonly Change[] = [
  {
    id: 'price-as-string',
    kind: 'breaking',
    where: 'GET /api/products, GET /api/products/:id',
    description: 'price is the string "12.50" instead of the number 12.5.',
  },
  {
    id: 'email-missing',
    kind: 'breaking',
    where: 'GET /api/me',
    description: 'The email of the user is gone.',
  },
  {
    id: 'order-answers-200',
    kind: 'breaking',
    where: 'POST /api/orders',
    description: 'Answers 200 instead of 201, and without Location.',
  },
  {
    id: 'invoice-moved',
    kind: 'breaking',
    where: 'GET /api/orders/:id/invoice',
    description: 'Answers 404; the download moved to /api/orders/:id/invoice.pdf.',
  },
  {
    id: 'cookie-flags-lost',
    kind: 'breaking',
    where: 'POST /login',
    description: 'The session cookie is set without HttpOnly, and over HTTPS without Secure.',
  },
  {
    id: 'event-field-renamed',
    kind: 'breaking',
    where: 'GET /events/prices',
    description: 'The data of price events says amount where it said price.',
  },
  {
    id: 'one-request-per-related-product',
    kind: 'warning',
    where: 'GET /products/:id',
    description: 'The page asks for each related product by itself instead of for all at once.',
  },
  {
    id: 'export-not-compressed',
    kind: 'warning',
    where: 'GET /api/export.csv',
    description: 'No longer compressed with br or gzip.',
  },
  {
    id: 'image-caching-lost',
    kind: 'warning',
    where: 'GET /assets/images/:id.png',
    description: 'Product images have no Cache-Control, so browsers ask for them again.',
  },
  {
    id: 'search-sometimes-slow',
    kind: 'warning',
    where: 'GET /api/products?q=',
    description: 'Every third search takes 400 ms longer.',
  },
  {
    id: 'rating-added',
    kind: 'harmless',
    where: 'GET /api/products, GET /api/products/:id',
    description: 'New field rating; some products have a new field badge too.',
  },
  {
    id: 'keys-reordered',
    kind: 'harmless',
    where: 'GET /api/cart and everything else that answers with a cart or an order',
    description: 'The same keys in another order.',
  },
  {
    id: 'assets-rebuilt',
    kind: 'harmless',
    where: 'GET /assets/*',
    description: 'Style sheet and scripts have a new hash in their names.',
  },
  {
    id: 'header-added',
    kind: 'harmless',
    where: 'every response',
    description: 'New header Referrer-Policy.',
  },
  {
    id: 'server-renamed',
    kind: 'harmless',
    where: 'every response',
    description: 'Another Server header; X-Build-Id changes with every release.',
  },
  {
    id: 'products-added',
    kind: 'harmless',
    where: 'GET /, GET /api/products, GET /api/export.csv',
    description: 'Two more products at the end of the list: 14 instead of 12.',
  },
  {
    id: 'wording-changed',
    kind: 'harmless',
    where: 'pages, and the welcome of /ws/support',
    description: 'Some texts say the same in other words.',
  },
]

/** What the code asks to find out how it should behave. */
export interface Release {
  readonly number: ReleaseNumber
  /** Sent as `X-Build-Id` and shown at the foot of each page. */
  readonly buildId: string
  /** Whether the release carries the change. */
  has(change: ChangeId): boolean
}

/**
 * The release with its feature switches: release 1 has none of the changes, release 2 those that
 * are given, by default all.
 */
export function releaseOf(
  number: ReleaseNumber,
  given: readonly ChangeId[] = changes.map(({ id }) => id),
): Release {
  const carried = new Set(number === 1 ? [] : given)
  return {
    number,
    buildId: number === 1 ? '2026.10.1' : '2026.11.2',
    has: (change) => carried.has(change),
  }
}
