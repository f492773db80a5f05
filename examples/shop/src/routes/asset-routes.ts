import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { ShopContext } from '../context.ts'
import { isFresh } from '../etag.ts'
import { problem } from '../problem.ts'

/** `/assets/*`, `/favicon.ico` and `/sw.js`, with ETag and 304. */
export function assetRoutes(app: FastifyInstance, context: ShopContext): void {
  const answer = (request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const asset = context.assets.get(request.url.split('?', 1)[0] as string)
    if (asset === undefined) throw problem(404, 'There is no such file.')
    reply.header('etag', asset.etag)
    if (asset.cacheControl !== undefined) reply.header('cache-control', asset.cacheControl)
    if (isFresh(request, asset.etag)) return reply.code(304).send()
    return reply.header('content-type', asset.type).send(asset.body)
  }
  app.get('/assets/*', answer)
  app.get('/favicon.ico', answer)
  app.get('/sw.js', answer)
}
