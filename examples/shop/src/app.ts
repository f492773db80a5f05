import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import compress from '@fastify/compress'
import cookie from '@fastify/cookie'
import formbody from '@fastify/formbody'
import websocket from '@fastify/websocket'
import { fastify, type FastifyError, type FastifyInstance } from 'fastify'
import type { SharedContext, ShopContext } from './context.ts'
import { allowOtherOrigins } from './cors.ts'
import { errorPage } from './pages/extras.ts'
import { sendProblem } from './problem.ts'
import { assetRoutes } from './routes/asset-routes.ts'
import { cartRoutes } from './routes/cart-routes.ts'
import { labRoutes } from './routes/lab-routes.ts'
import { liveRoutes } from './routes/live-routes.ts'
import { loginRoutes } from './routes/login-routes.ts'
import { orderRoutes } from './routes/order-routes.ts'
import { pageRoutes, sendPage } from './routes/page-routes.ts'
import { productRoutes } from './routes/product-routes.ts'
import { sessionRoutes } from './routes/session-routes.ts'
import { uploadRoutes } from './routes/upload-routes.ts'
import { trackSockets } from './sockets.ts'

/** Without event streams, which must not wait for a compressor, and without opaque bytes. */
const compressible = /^text\/(?!event-stream)|[/+](?:json|javascript|xml)(?:;|$)/

/** One server of the shop, not listening yet: HTTPS with HTTP/2 and HTTP/1.1 if `tls` is given. */
export async function createApp(
  shared: SharedContext,
  tls?: { readonly key: string; readonly cert: string },
): Promise<FastifyInstance> {
  const context: ShopContext = { ...shared, secure: tls !== undefined }
  const options = { genReqId: () => randomUUID(), requestIdHeader: false } as const
  // The routes use nothing in which the two kinds of server differ.
  const app =
    tls === undefined
      ? fastify(options)
      : (fastify({
          ...options,
          http2: true,
          https: { ...tls, allowHTTP1: true },
        }) as unknown as FastifyInstance)
  const cutConnections = trackSockets(app.server)

  await app.register(cookie)
  await app.register(formbody)
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    customTypes: compressible,
    threshold: 512,
  })
  await app.register(websocket, {
    preClose: () => sayGoodbye(app),
  })
  app.addHook('preClose', (done) => {
    cutConnections()
    done()
  })
  addHeaders(app, context)
  addErrors(app, context)
  allowOtherOrigins(app, context)
  for (const addRoutes of [
    assetRoutes,
    pageRoutes,
    loginRoutes,
    sessionRoutes,
    productRoutes,
    cartRoutes,
    orderRoutes,
    uploadRoutes,
    labRoutes,
    liveRoutes,
  ]) {
    addRoutes(app, context)
  }
  return app
}

/** Gives WebSockets, which were told to close, a moment to do so in order. */
async function sayGoodbye(app: FastifyInstance): Promise<void> {
  const signal = AbortSignal.timeout(500)
  const closing = [...app.websocketServer.clients].map(async (client) => {
    await once(client, 'close', { signal }).catch(() => {
      client.terminate()
    })
  })
  await Promise.all(closing)
}

function addHeaders(app: FastifyInstance, { release, quiet, secure }: ShopContext): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply
      .header('server', release.has('server-renamed') ? 'tea-gateway' : 'shop/1.0')
      .header('x-build-id', release.buildId)
      .header('x-request-id', request.id)
    if (release.has('header-added')) reply.header('referrer-policy', 'same-origin')
    done()
  })
  if (quiet) return
  app.addHook('onResponse', (request, reply, done) => {
    const { method, url } = request
    const time = reply.elapsedTime.toFixed(0)
    const scheme = secure ? 'https' : 'http'
    process.stdout.write(`${scheme} ${method} ${url} ${reply.statusCode} ${time} ms\n`)
    done()
  })
}

function addErrors(app: FastifyInstance, context: ShopContext): void {
  app.setNotFoundHandler((request, reply) => {
    const detail = `There is nothing at ${request.url}.`
    if (request.url.startsWith('/api/')) return sendProblem(request, reply, 404, detail)
    return sendPage(request, reply.code(404), context, errorPage(404, detail))
  })
  app.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500
    const detail = status < 500 ? error.message : 'Something went wrong.'
    if (request.url.startsWith('/api/')) return sendProblem(request, reply, status, detail)
    return sendPage(request, reply.code(status), context, errorPage(status, detail))
  })
}
