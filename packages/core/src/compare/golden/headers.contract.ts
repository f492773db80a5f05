import type { HeaderList } from '../../entry/headers.ts'
import { type GoldenCase, json, withHeaders } from './golden-case.contract.ts'

const csp = 'Content-Security-Policy'
const origin = 'Access-Control-Allow-Origin'
const methods = 'Access-Control-Allow-Methods'

/** The severity and rule are followed by the path below `response.headers`. */
const headerCases: ReadonlyArray<
  readonly [name: string, before: HeaderList, after: HeaderList, ...found: string[]]
> = [
  ['a header is gone', [['X-Plan', 'gold']], [], 'warning response.header.removed x-plan'],
  ['a header is new', [], [['X-Plan', 'gold']], 'info response.header.added x-plan'],
  [
    'a header has another value',
    [['X-Plan', 'gold']],
    [['X-Plan', 'free']],
    'warning response.header.changed x-plan',
  ],
  // Security
  [
    'a policy is gone',
    [[csp, "default-src 'self'"]],
    [],
    'warning response.security-header.weakened content-security-policy',
  ],
  [
    'a policy allows more',
    [[csp, "script-src 'self'"]],
    [[csp, "script-src 'self' 'unsafe-inline'"]],
    'warning response.security-header.weakened content-security-policy.script-src[]',
  ],
  [
    'a directive is gone',
    [[csp, "default-src 'self'; script-src 'self'"]],
    [[csp, "default-src 'self'"]],
    'warning response.security-header.weakened content-security-policy.script-src',
  ],
  [
    'a directive is new',
    [[csp, "default-src 'self'"]],
    [[csp, "default-src 'self'; script-src 'self'"]],
    'info response.security-header.weakened content-security-policy.script-src',
  ],
  [
    'TLS is demanded for a shorter time',
    [['Strict-Transport-Security', 'max-age=31536000']],
    [['Strict-Transport-Security', 'max-age=60']],
    'warning response.security-header.weakened strict-transport-security.max-age',
  ],
  [
    'frames are allowed',
    [['X-Frame-Options', 'DENY']],
    [],
    'warning response.security-header.weakened x-frame-options',
  ],
  // Caching
  ['Vary is gone', [['Vary', 'Accept']], [], 'warning response.caching.changed vary'],
  ['the validator is gone', [['ETag', '"a"']], [], 'warning response.caching.changed etag'],
  [
    'what was kept is not',
    [['Cache-Control', 'immutable']],
    [['Cache-Control', 'no-store']],
    'warning response.caching.changed cache-control.immutable',
    'warning response.caching.changed cache-control.no-store',
  ],
  // CORS
  [
    'all origins may read',
    [[origin, 'https://shop.test']],
    [[origin, '*']],
    'warning response.cors.widened access-control-allow-origin',
  ],
  [
    'another method is allowed',
    [[methods, 'GET']],
    [[methods, 'GET, PUT']],
    'warning response.cors.widened access-control-allow-methods[]',
  ],
  [
    'no other origin may read',
    [[origin, 'https://shop.test']],
    [],
    'breaking response.cors.narrowed access-control-allow-origin',
  ],
  [
    'only one origin may read',
    [[origin, '*']],
    [[origin, 'https://shop.test']],
    'breaking response.cors.narrowed access-control-allow-origin',
  ],
  [
    'a method is no longer allowed',
    [[methods, 'GET, PUT']],
    [[methods, 'GET']],
    'breaking response.cors.narrowed access-control-allow-methods[]',
  ],
]

/** The severity and rule are followed by the attribute of the cookie `sid`. */
const cookieCases: ReadonlyArray<readonly [before: string, after: string, found: string]> = [
  ['sid=a; HttpOnly', 'sid=a', 'breaking response.cookie.weakened HttpOnly'],
  ['sid=a; Secure', 'sid=a', 'breaking response.cookie.weakened Secure'],
  ['sid=a; SameSite=Lax', 'sid=a', 'breaking response.cookie.weakened SameSite'],
  ['sid=a; SameSite=Lax', 'sid=a; SameSite=None', 'breaking response.cookie.weakened SameSite'],
  ['sid=a', 'sid=a; Domain=shop.test', 'breaking response.cookie.weakened Domain'],
  ['sid=a; SameSite=Lax', 'sid=a; SameSite=Strict', 'info response.cookie.changed SameSite'],
  ['sid=a', 'sid=a; HttpOnly', 'info response.cookie.changed HttpOnly'],
  ['sid=a; Path=/', 'sid=a; Path=/api', 'warning response.cookie.changed Path'],
  ['sid=a; Max-Age=3600', 'sid=a; Max-Age=60', 'warning response.cookie.changed lifetime'],
  ['sid=gold', 'sid=free', 'warning response.cookie.changed value'],
]

const locationCases: ReadonlyArray<readonly [before: string, after: string, ...found: string[]]> = [
  ['/account', '/home', 'breaking response.location.changed response.headers.location'],
  ['/a?next=1', '/a', 'breaking response.location.changed response.headers.location'],
  [
    'https://shop.test/account',
    'https://other.test/account',
    'breaking response.location.changed response.headers.location',
  ],
  ['/orders/17', '/orders/18'],
  ['/account', 'https://shop.test/account'],
]

/** Response headers, by what they are for, and cookies. */
export const headers: readonly GoldenCase[] = [
  ...headerCases.map(([name, before, after, ...found]) => ({
    name,
    before: [withHeaders(...before)],
    after: [withHeaders(...after)],
    found: found.map((text) => text.replace(/(.*) /, '$1 response.headers.')),
  })),
  ...cookieCases.map(([before, after, found]) => ({
    name: `the cookie ${before} is ${after}`,
    before: [withHeaders(['Set-Cookie', before])],
    after: [withHeaders(['Set-Cookie', after])],
    found: [found.replace(/(.*) /, '$1 response.cookies.sid.')],
  })),
  ...locationCases.map(([before, after, ...found]) => ({
    name: `it leads to ${after} in place of ${before}`,
    before: [redirect(before)],
    after: [redirect(after)],
    found,
  })),
  {
    name: 'a cookie is not set',
    before: [withHeaders(['Set-Cookie', 'plan=gold'])],
    after: [withHeaders()],
    found: ['breaking response.cookie.removed response.cookies.plan'],
  },
  {
    name: 'a cookie is new',
    before: [withHeaders()],
    after: [withHeaders(['Set-Cookie', 'plan=gold'])],
    found: ['info response.cookie.added response.cookies.plan'],
  },
]

function redirect(location: string): ReturnType<typeof json> {
  return json(undefined, { status: 302, responseHeaders: [['Location', location]] })
}
