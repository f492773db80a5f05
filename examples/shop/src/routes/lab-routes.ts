import { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'

const kilobyte = 1024

/** Routes that no shop has: slow, large, redirected and of any status, for tests of clients. */
export function labRoutes(app: FastifyInstance, context: ShopContext): void {
  app.get<{ Querystring: { ms: number } }>(
    '/api/slow',
    { schema: { querystring: numbers('ms', 1000, 0, 60_000) } },
    async (request, reply) => {
      const { ms } = request.query
      await delay(ms, undefined, { signal: context.closing })
      return reply.send({ waited: ms })
    },
  )

  app.get<{ Params: { code: number } }>(
    '/api/status/:code',
    { schema: { params: numbers('code', 200, 200, 599) } },
    (request, reply) => {
      const { code } = request.params
      reply.code(code)
      // These never have a body (RFC 9110 §15.3.5, §15.3.6, §15.4.5).
      return [204, 205, 304].includes(code) ? reply.send() : reply.send({ status: code })
    },
  )

  app.get<{ Querystring: { kb: number } }>(
    '/api/large',
    { schema: { querystring: numbers('kb', 256, 0, 65_536) } },
    (request, reply) =>
      reply
        .header('content-type', 'application/octet-stream')
        .send(Readable.from(largeBody(request.query.kb), { objectMode: false })),
  )

  app.get<{ Querystring: { status: number } }>(
    '/api/redirect',
    { schema: { querystring: numbers('status', 302, 301, 308) } },
    (request, reply) => reply.redirect('/api/products', request.query.status),
  )
}

/** Bytes that count from 0 to 255 again and again, in pieces of up to 16 KiB. */
function* largeBody(kb: number): Generator<Buffer> {
  const piece = Buffer.from(Array.from({ length: 16 * kilobyte }, (_, index) => index % 256))
  for (let left = kb * kilobyte; left > 0; left -= piece.length) {
    yield piece.subarray(0, Math.min(left, piece.length))
  }
}

function numbers(name: string, initial: number, minimum: number, maximum: number): object {
  return {
    type: 'object',
    properties: { [name]: { type: 'integer', default: initial, minimum, maximum } },
  }
}
