import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'
import { logIn } from '../database.ts'
import { requireUser, tokenOf } from '../identity.ts'
import { presentUser } from '../present.ts'
import { problem } from '../problem.ts'

const credentials = {
  type: 'object',
  required: ['email', 'password'],
  properties: { email: { type: 'string' }, password: { type: 'string' } },
} as const

/** `/api/session` and `/api/me`: the login of API clients. */
export function sessionRoutes(app: FastifyInstance, context: ShopContext): void {
  const { release, database } = context

  app.post<{ Body: { email: string; password: string } }>(
    '/api/session',
    { schema: { body: credentials } },
    (request, reply) => {
      const session = logIn(database, request.body.email, request.body.password)
      if (session === undefined) throw problem(401, 'E-mail or password is wrong.')
      return reply.header('cache-control', 'no-store').send({
        token: session.token,
        expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
        user: presentUser(session.user),
      })
    },
  )

  app.delete('/api/session', (request, reply) => {
    requireUser(request, reply, context)
    database.sessions.delete(tokenOf(request) ?? '')
    return reply.code(204).send()
  })

  app.get('/api/me', (request, reply) => {
    const { email, ...user } = presentUser(requireUser(request, reply, context))
    return reply
      .header('cache-control', 'no-store')
      .send(release.has('email-missing') ? user : { ...user, email })
  })
}
