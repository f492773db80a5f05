import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'
import { etagOf, isFresh } from '../etag.ts'
import { euros, presentProduct, type Json } from '../present.ts'
import { problem } from '../problem.ts'
import type { Product } from '../seed.ts'

/** Products per page. */
export const pageSize = 6

const listQuery = {
  type: 'object',
  properties: {
    q: { type: 'string' },
    page: { type: 'integer', minimum: 1, default: 1 },
    ids: { type: 'string', pattern: '^\\d*(,\\d+)*$' },
  },
} as const

/** `/api/products` and the export of all products as CSV. */
export function productRoutes(app: FastifyInstance, context: ShopContext): void {
  const { database, release } = context
  const show = (product: Product): Json => presentProduct(product, release, database.startedAt)

  app.get<{ Querystring: { q?: string; page: number; ids?: string } }>(
    '/api/products',
    { schema: { querystring: listQuery } },
    async (request, reply) => {
      const { q, page, ids } = request.query
      if (q !== undefined && release.has('search-sometimes-slow')) {
        if (database.next('search') % 3 === 0) {
          await delay(400, undefined, { signal: context.closing })
        }
      }
      const found = database.products.filter(
        (product) => matches(product, q) && isOneOf(product, ids),
      )
      return reply.header('cache-control', 'no-cache').send({
        items: found.slice((page - 1) * pageSize, page * pageSize).map(show),
        page,
        pages: Math.max(1, Math.ceil(found.length / pageSize)),
        total: found.length,
      })
    },
  )

  app.get<{ Params: { id: string } }>('/api/products/:id', (request, reply) => {
    const product = database.products.find(({ id }) => String(id) === request.params.id)
    if (product === undefined) throw problem(404, 'There is no such product.')
    const body = JSON.stringify(show(product))
    const etag = etagOf(body)
    reply.header('etag', etag).header('cache-control', 'no-cache')
    if (isFresh(request, etag)) return reply.code(304).send()
    return reply.header('content-type', 'application/json; charset=utf-8').send(body)
  })

  app.get(
    '/api/export.csv',
    release.has('export-not-compressed') ? { compress: false } : {},
    (_request, reply) =>
      reply
        .header('content-type', 'text/csv; charset=utf-8; header=present')
        .header('content-disposition', 'attachment; filename="products.csv"')
        .send(productsCsv(database.products)),
  )
}

function matches(product: Product, query: string | undefined): boolean {
  if (query === undefined) return true
  const text = `${product.name} ${product.category} ${product.description}`
  return text.toLowerCase().includes(query.trim().toLowerCase())
}

function isOneOf(product: Product, ids: string | undefined): boolean {
  return ids === undefined || ids.split(',').includes(String(product.id))
}

/** Comma-separated values with quotes where needed (RFC 4180 §2). */
function productsCsv(products: readonly Product[]): string {
  const head = ['id', 'sku', 'name', 'description', 'price', 'stock']
  const rows = products.map(({ id, sku, name, description, cents, stock }) =>
    [id, sku, name, description, euros(cents).toFixed(2), stock].map(String),
  )
  return [head, ...rows].map((row) => `${row.map(quoted).join(',')}\r\n`).join('')
}

function quoted(value: string): string {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value
}
