import type { FastifyInstance } from 'fastify'
import type { ShopContext } from './context.ts'

/** Lets pages of other origins use the API, but not with cookies (Fetch standard, CORS protocol). */
export function allowOtherOrigins(app: FastifyInstance, context: ShopContext): void {
  app.addHook('onRequest', (request, reply, done) => {
    const { origin } = request.headers
    const own = `${context.secure ? 'https' : 'http'}://${request.host}`
    if (request.url.startsWith('/api/')) {
      reply.header('vary', 'origin')
      if (origin !== undefined && origin !== own) {
        reply
          .header('access-control-allow-origin', origin)
          .header('access-control-expose-headers', 'etag, location, x-request-id')
      }
    }
    done()
  })

  app.options('/api/*', (_request, reply) =>
    reply
      .code(204)
      .header('access-control-allow-methods', 'GET, POST, PATCH, DELETE')
      .header('access-control-allow-headers', 'authorization, content-type')
      .header('access-control-max-age', '600')
      .send(),
  )
}
