import { randomBytes } from 'node:crypto'

/** Changes the JSON of answers. */
const json = (change) => (answer) => {
  const value = JSON.parse(answer.text)
  change(value)
  answer.text = JSON.stringify(value)
}

const header = (name, change) => (answer) => {
  answer.headers = answer.headers.flatMap((pair) =>
    pair[0].toLowerCase() === name
      ? [change(pair[1])].filter(Boolean).map((value) => [pair[0], value])
      : [pair],
  )
}

const status = (code) => (answer) => void (answer.status = code)

const text = (from, to) => (answer) => void (answer.text = answer.text.replace(from, to))

const fault = (id, variant, expected, method, path, change) => ({
  id,
  variant,
  expected,
  method,
  path,
  touches: new RegExp(
    `^${method} ${path.source.replace(/^\^|\$$/g, '').replaceAll('[^/]+', '\\*')}`,
  ),
  change,
})

const me = /^\/me$/

const token = /^\/token$/

const discovery = /^\/.well-known\/openid-configuration$/

const page = /^\/interaction\/[^/]+$/

/** One fault each, made on the way; what they do to the flow is up to the client. */
export const oidcFaults = [
  fault('M1', '500', 'breaking', 'POST', /^\/token\/introspection$/, status(500)),
  fault('M2', '201 to 200', 'warning', 'POST', /^\/reg$/, status(200)),
  fault(
    'M5',
    'claim removed',
    'breaking',
    'GET',
    me,
    json((value) => void delete value.email),
  ),
  fault(
    'M7',
    'renamed',
    'breaking',
    'POST',
    token,
    json((value) => {
      value.expiresIn = value.expires_in
      delete value.expires_in
    }),
  ),
  fault(
    'M8',
    'added',
    'info',
    'GET',
    discovery,
    json((value) => void (value.beta_endpoint = 'x')),
  ),
  fault(
    'M9',
    'boolean to string',
    'breaking',
    'GET',
    me,
    json((value) => void (value.email_verified = 'true')),
  ),
  fault(
    'M9',
    'number to string',
    'breaking',
    'POST',
    token,
    json((value) => void (value.expires_in = String(value.expires_in))),
  ),
  fault(
    'M10',
    'list to text',
    'breaking',
    'GET',
    discovery,
    json((value) => void (value.scopes_supported = value.scopes_supported.join(' '))),
  ),
  fault(
    'M11',
    'null',
    'breaking',
    'GET',
    me,
    json((value) => void (value.name = null)),
  ),
  fault(
    'M13',
    'text',
    'warning',
    'GET',
    me,
    json((value) => void (value.name = 'Eve Test')),
  ),
  fault(
    'M15',
    'another subject',
    'breaking',
    'GET',
    me,
    json((value) => void (value.sub = 'web')),
  ),
  fault(
    'M17',
    'empty token',
    'breaking',
    'POST',
    token,
    json((value) => void (value.id_token = '')),
  ),
  fault(
    'M17',
    'opaque for JWT',
    'breaking',
    'POST',
    token,
    json((value) => void (value.id_token = randomBytes(16).toString('hex'))),
  ),
  fault(
    'M18',
    'negative',
    'warning',
    'POST',
    /^\/token\/introspection$/,
    json((value) => void (value.exp = -value.exp)),
  ),
  fault(
    'M19',
    'truncated',
    'warning',
    'GET',
    discovery,
    json((value) => void value.claims_supported.splice(2, 6)),
  ),
  fault(
    'M20',
    'order lost',
    'warning',
    'GET',
    discovery,
    json((value) => void (value.scopes_supported = value.scopes_supported.toReversed())),
  ),
  fault(
    'M21',
    'media type',
    'breaking',
    'GET',
    me,
    header('content-type', () => 'text/plain; charset=utf-8'),
  ),
  fault(
    'M22',
    'HttpOnly',
    'breaking',
    'GET',
    /^\/auth$/,
    header('set-cookie', (value) => value.replace(/; httponly/i, '')),
  ),
  fault(
    'M23',
    'cache-control of tokens',
    'warning',
    'POST',
    token,
    header('cache-control', () => undefined),
  ),
  fault(
    'M26',
    'wrong path',
    'breaking',
    'GET',
    /^\/auth$/,
    header('location', (value) => value.replace('/interaction/', '/error/')),
  ),
  fault('M41', 'word of a page', 'warning', 'GET', page, text(/Sign-in/g, 'Enter')),
  fault('M41', 'label of a page', 'warning', 'GET', page, text(/Continue/g, 'Go on')),
]
