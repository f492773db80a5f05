import fc from 'fast-check'
import type { Fields, InterimPlan } from './plan.ts'

const names = {
  request: ['Accept', 'Accept-Encoding', 'User-Agent', 'Cookie', 'Authorization', 'Content-Type'],
  response: ['Content-Type', 'Set-Cookie', 'Date', 'Server', 'ETag', 'Location', 'Vary', 'Age'],
  trailer: ['Server-Timing', 'Grpc-Status', 'Digest'],
} as const
const common = ['Cache-Control', 'Via', 'Link', 'X-Twice', 'X-Request-Id', 'Warning']

/** Legal (RFC 9110 §5.6.2), and a trap for who keeps fields in an object or an identifier. */
const odd = ['!', "#$%&'*", 'a.b', 'A_B', '~x', '^`|', '1', '42', '__proto__', 'constructor']

/** Lists of header fields; those that say how a message is framed are added later. */
export function fieldLists(of: keyof typeof names): fc.Arbitrary<Fields> {
  const known = [...names[of], ...common, 'toString', 'hasOwnProperty']
  const token = fc.string({
    unit: fc.constantFrom(...'abcXYZ019-_.!~'.split('')),
    minLength: 1,
    maxLength: 10,
  })
  const name = fc.oneof(
    { weight: 6, arbitrary: fc.tuple(fc.constantFrom(...known), cases()).map(inCase) },
    { weight: 1, arbitrary: fc.constantFrom(...odd) },
    { weight: 2, arbitrary: token.map((text) => `X-${text}`) },
  )
  return fc.array(fc.tuple(name, values()), { maxLength: of === 'trailer' ? 3 : 8 })
}

/** Of responses before the final one. 100 is added where the request asks for it. */
export function interimLists(): fc.Arbitrary<InterimPlan[]> {
  const interim: fc.Arbitrary<InterimPlan> = fc.record({
    status: fc.constantFrom(102, 103, 103, 103, 104, 199),
    reason: reasons(),
    headers: fc.array(fc.tuple(fc.constantFrom('Link', 'link', 'X-Hint'), values()), {
      maxLength: 3,
    }),
  })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 4, arbitrary: fc.constant<InterimPlan[]>([]) },
    { weight: 1, arbitrary: fc.array(interim, { minLength: 1, maxLength: 2 }) },
  )
}

/** May be empty; spaces around it are no part of it. */
export function reasons(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom('OK', '', 'Not  Quite', 'Schön'),
    fc.string({ maxLength: 20 }).map((text) => text.trim()),
  )
}

/** Path and query in all that RFC 3986 allows, also what `new URL` would change. */
export function paths(): fc.Arbitrary<string> {
  const sign = fc.oneof(
    fc.constantFrom(...`abcXYZ019-._~!$&'()*+,;=:@`.split('')),
    fc.constantFrom('%20', '%2F', '%2f', '%C3%BC', '%00', '%7E', '%25'),
  )
  const text = fc.string({ unit: sign, maxLength: 12 })
  const segment = fc.oneof(
    { weight: 3, arbitrary: text },
    { weight: 1, arbitrary: fc.constantFrom('', '.', '..', '%2e%2e', '...', 'a;b=c', '*') },
  )
  const query = fc.string({ unit: fc.oneof(sign, fc.constantFrom('/', '?', '&', '=')) })
  return fc
    .tuple(fc.array(segment, { maxLength: 4 }), fc.option(query, { nil: undefined }))
    .map(([segments, asked]) => {
      const path = segments.map((one) => `/${one}`).join('')
      return path + (asked === undefined ? '' : `?${asked}`)
    })
}

/** Without spaces around them, which are no part of a value (RFC 9110 §5.5). */
function values(): fc.Arbitrary<string> {
  const latin1 = fc.string({
    unit: fc
      .oneof(
        { weight: 9, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
        { weight: 1, arbitrary: fc.constantFrom(0x09, 0x80, 0xe9, 0xff) },
      )
      .map((code) => String.fromCodePoint(code)),
    maxLength: 30,
  })
  return fc.oneof(
    { withCrossShrink: true },
    { weight: 6, arbitrary: latin1.map((text) => text.replace(/^[\t ]+|[\t ]+$/g, '')) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('', 'a=1; b="2"', 'gzip, deflate;q=0', '"quoted, \\""'),
    },
    { weight: 1, arbitrary: fc.integer({ min: 100, max: 4_000 }).map((size) => 'v'.repeat(size)) },
  )
}

function cases(): fc.Arbitrary<'as it is' | 'lower' | 'upper' | 'mixed'> {
  return fc.constantFrom('as it is', 'lower', 'upper', 'mixed')
}

function inCase([name, how]: [string, string]): string {
  if (how === 'lower') return name.toLowerCase()
  if (how === 'upper') return name.toUpperCase()
  if (how === 'as it is') return name
  return name
    .split('')
    .map((sign, index) => (index % 2 ? sign.toUpperCase() : sign.toLowerCase()))
    .join('')
}
