import { headerOf, headersOf, removeHeader, setHeader } from '../kit/headers.mjs'
import { entriesOf } from './context.mjs'

const answers = ['read', 'write', 'page', 'download', 'asset', 'redirect']
const pick = (context, fits, kinds = answers) =>
  context.random.pick(entriesOf(context, kinds).filter(fits))

const weaker = (attribute) => ({
  id: 'M22',
  variant: attribute,
  expected: 'breaking',
  rules: ['response.cookie.weakened'],
  apply(context) {
    const has = new RegExp(`; ${attribute}(=\\w+)?(?=;|$)`, 'i')
    const lines = (entry) =>
      headersOf(entry.response, 'set-cookie').filter(
        ({ value }) => has.test(value) && !/max-age=0/i.test(value),
      )
    const entry = pick(context, (found) => lines(found).length > 0)
    if (!entry) return undefined
    const line = context.random.pick(lines(entry))
    const [name] = line.value.split('=')
    line.value = line.value.replace(has, '')
    const cookie = entry.response.cookies.find((found) => found.name === name)
    if (attribute === 'SameSite') delete cookie.sameSite
    else cookie[attribute === 'Secure' ? 'secure' : 'httpOnly'] = false
    return { entries: [entry], path: `cookie ${name}` }
  },
})

const lost = (name) => ({
  id: 'M23',
  variant: name,
  expected: 'warning',
  rules: [
    'response.security-header.weakened',
    'response.header.removed',
    'response.caching.changed',
  ],
  apply(context) {
    const entry = pick(context, ({ response }) => headerOf(response, name) !== undefined)
    if (!entry) return undefined
    removeHeader(entry.response, name)
    return { entries: [entry], path: name }
  },
})

/** @type {import('./context.mjs').Mutator[]} */
export const headerMutators = [
  weaker('HttpOnly'),
  weaker('Secure'),
  weaker('SameSite'),
  lost('content-security-policy'),
  lost('strict-transport-security'),
  lost('x-frame-options'),
  lost('vary'),
  {
    id: 'M24',
    variant: 'no longer cacheable',
    expected: 'warning',
    rules: ['response.caching.changed', 'response.header.changed'],
    apply(context) {
      const entry = pick(context, ({ response }) =>
        /max-age=[1-9]/.test(headerOf(response, 'cache-control') ?? ''),
      )
      if (!entry) return undefined
      setHeader(entry.response, 'cache-control', 'no-store')
      return { entries: [entry], path: 'cache-control' }
    },
  },
  {
    id: 'M25',
    variant: 'all origins',
    expected: 'warning',
    rules: ['response.cors.widened'],
    apply(context) {
      const entry = pick(context, ({ response }) =>
        /^[a-z]+:/.test(headerOf(response, 'access-control-allow-origin') ?? ''),
      )
      if (!entry) return undefined
      setHeader(entry.response, 'access-control-allow-origin', '*')
      return { entries: [entry], path: 'access-control-allow-origin' }
    },
  },
  {
    id: 'M27',
    variant: 'credentials in a header',
    expected: 'breaking',
    rules: ['request.auth.dropped'],
    apply(context) {
      const name = (entry) =>
        ['authorization', 'x-api-key'].find((each) => headerOf(entry.request, each) !== undefined)
      const entry = pick(context, (found) => name(found) !== undefined)
      if (!entry) return undefined
      const dropped = name(entry)
      removeHeader(entry.request, dropped)
      return { entries: [entry], path: dropped }
    },
  },
  {
    id: 'M27',
    variant: 'session cookie',
    expected: 'breaking',
    rules: ['request.auth.dropped'],
    apply(context) {
      const session = /^(sid|JSESSIONID|_papyr|ghs)$/
      const entry = pick(context, ({ request }) =>
        request.cookies.some(({ name }) => session.test(name)),
      )
      if (!entry) return undefined
      const { request } = entry
      request.cookies = request.cookies.filter(({ name }) => !session.test(name))
      if (request.cookies.length === 0) removeHeader(request, 'cookie')
      else {
        const line = request.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
        setHeader(request, 'cookie', line)
      }
      return { entries: [entry], path: 'cookie' }
    },
  },
]
