import type { FastifyInstance } from 'fastify'
import type { ShopContext } from '../context.ts'
import { logIn, randomToken } from '../database.ts'
import { adoptGuestCart, cookieNames, tokenOf } from '../identity.ts'
import { loginPage } from '../pages/account.ts'
import { sendPage } from './page-routes.ts'

interface LoginForm {
  readonly csrf?: string
  readonly email?: string
  readonly password?: string
  readonly next?: string
}

/** The login by form: CSRF token in a hidden field and a cookie, then a session cookie. */
export function loginRoutes(app: FastifyInstance, context: ShopContext): void {
  const { release, secure, database } = context
  const hidden = { path: '/', httpOnly: true, sameSite: 'lax', secure } as const

  app.get<{ Querystring: { next?: string } }>('/login', (request, reply) => {
    const csrf = randomToken()
    reply.setCookie(cookieNames.csrf, csrf, hidden)
    const form = { csrf, next: request.query.next ?? '', email: '' }
    return sendPage(request, reply, context, loginPage(form))
  })

  app.post<{ Body: LoginForm | undefined }>('/login', (request, reply) => {
    const { csrf = '', email = '', password = '', next = '' } = request.body ?? {}
    if (csrf === '' || csrf !== request.cookies[cookieNames.csrf]) {
      const error = 'The form is out of date. Please send it again.'
      const fresh = randomToken()
      reply.code(403).setCookie(cookieNames.csrf, fresh, hidden)
      return sendPage(request, reply, context, loginPage({ csrf: fresh, next, email, error }))
    }
    const session = logIn(database, email, password)
    if (session === undefined) {
      const error = 'E-mail or password is wrong.'
      reply.code(401)
      return sendPage(request, reply, context, loginPage({ csrf, next, email, error }))
    }
    adoptGuestCart(request, context, session.user)
    const flags = release.has('cookie-flags-lost')
      ? ({ path: '/', sameSite: 'lax' } as const)
      : hidden
    return reply
      .setCookie(cookieNames.session, session.token, { ...flags, maxAge: 3600 })
      .clearCookie(cookieNames.csrf, { path: '/' })
      .redirect(next === '/checkout' ? next : '/account')
  })

  app.post('/logout', (request, reply) => {
    database.sessions.delete(tokenOf(request) ?? '')
    return reply.clearCookie(cookieNames.session, { path: '/' }).redirect('/')
  })
}
