import { randomUUID } from 'node:crypto'
import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { WebSocket } from '@fastify/websocket'
import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'
import { euros } from '../present.ts'

const pricesQuery = {
  type: 'object',
  properties: {
    count: { type: 'integer', minimum: 1 },
    interval: { type: 'integer', minimum: 1, maximum: 60_000, default: 1000 },
  },
} as const

/** The support chat at `/ws/support` and the event stream of prices at `/events/prices`. */
export function liveRoutes(app: FastifyInstance, context: ShopContext): void {
  app.route({
    method: 'GET',
    url: '/ws/support',
    handler: (_request, reply) =>
      reply.code(426).header('upgrade', 'websocket').send('A WebSocket is expected here.\n'),
    wsHandler: (socket) => {
      chat(socket, context)
    },
  })

  app.get<{ Querystring: { count?: number; interval: number } }>(
    '/events/prices',
    { schema: { querystring: pricesQuery } },
    (request, reply) => {
      const { count = Number.POSITIVE_INFINITY, interval } = request.query
      const seen = Number(request.headers['last-event-id'] ?? 0) || 0
      // 204 tells an EventSource not to connect again (HTML standard, §9.2.3).
      if (seen >= count) return reply.code(204).send()
      const gone = new AbortController()
      reply.raw.once('close', () => {
        gone.abort()
      })
      const signal = AbortSignal.any([gone.signal, context.closing])
      return reply
        .header('content-type', 'text/event-stream; charset=utf-8')
        .header('cache-control', 'no-store')
        .send(Readable.from(priceEvents(context, { seen, count, interval, signal })))
    },
  )
}

/** Greets, repeats text, sends bytes back in reverse, and closes with 1000 on "bye". */
function chat(socket: WebSocket, context: ShopContext): void {
  const { closing, release } = context
  const stop = (): void => {
    socket.close(1001, 'The shop is closing.')
  }
  closing.addEventListener('abort', stop, { once: true })
  socket.on('close', () => {
    closing.removeEventListener('abort', stop)
  })
  socket.on('message', (data, isBinary) => {
    const bytes = toBuffer(data)
    if (isBinary) {
      socket.send(bytes.toReversed())
      return
    }
    const text = bytes.toString('utf8')
    if (text === 'bye') socket.close(1000, 'bye')
    else socket.send(JSON.stringify({ type: 'reply', text }))
  })
  const text = release.has('wording-changed') ? 'Hello! What can we do?' : 'How can we help?'
  const at = new Date().toISOString()
  socket.send(JSON.stringify({ type: 'welcome', text, conversation: randomUUID(), at }))
}

function toBuffer(data: Buffer | ArrayBuffer | Buffer[]): Buffer {
  if (Array.isArray(data)) return Buffer.concat(data)
  return Buffer.isBuffer(data) ? data : Buffer.from(data)
}

/** The text of the stream (HTML standard, §9.2.5): a comment, then events with comments between. */
async function* priceEvents(
  context: ShopContext,
  options: { seen: number; count: number; interval: number; signal: AbortSignal },
): AsyncGenerator<string> {
  const { database, release } = context
  const field = release.has('event-field-renamed') ? 'amount' : 'price'
  yield ': prices in euros\nretry: 200\n\n'
  for (let id = options.seen + 1; id <= options.count; id += 1) {
    try {
      await delay(options.interval, undefined, { signal: options.signal })
    } catch {
      return
    }
    const product = database.products[id % 12]
    if (product === undefined) return
    const price = euros(product.cents + (id % 5))
    const data = JSON.stringify({
      productId: product.id,
      [field]: price,
      at: new Date().toISOString(),
    })
    yield `id: ${id}\nevent: price\ndata: ${data}\n\n: next in ${options.interval} ms\n\n`
  }
}
