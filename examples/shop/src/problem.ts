import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** An error that the error handler turns into a response with this status. */
export function problem(statusCode: number, detail: string): Error & { statusCode: number } {
  return Object.assign(new Error(detail), { statusCode })
}

/** Answers with `application/problem+json` (RFC 9457 §3). */
export function sendProblem(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  detail: string,
): FastifyReply {
  return reply
    .code(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: STATUS_CODES[status] ?? 'Error',
        status,
        detail,
        instance: `urn:uuid:${request.id}`,
      }),
    )
}
