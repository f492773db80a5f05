import { serve } from './servers.ts'

/** A server whose answers are known by their path: `/pay` 500, `/missing` 404, all others 200. */
export function serveStatusShop(): ReturnType<typeof serve> {
  return serve((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://shop')
    const status = { '/pay': 500, '/missing': 404 }[pathname] ?? 200
    request.resume().on('end', () => response.writeHead(status).end(`status ${status}`))
  })
}
