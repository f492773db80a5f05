import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'

/**
 * An entity tag for the body. Weak, because the same body is sent as it is, with gzip and with br
 * (RFC 9110 §8.8.1).
 */
export function etagOf(body: string | Uint8Array): string {
  return `W/"${createHash('sha256').update(body).digest('base64url').slice(0, 20)}"`
}

/** Whether the client has this version already, so that 304 will do (RFC 9110 §13.1.2). */
export function isFresh(request: FastifyRequest, etag: string): boolean {
  const known = request.headers['if-none-match']
  if (known === undefined) return false
  return known.split(',').some((tag) => tag.trim() === '*' || tag.trim() === etag)
}
