import type { Misfit } from './misfit.ts'
import type { StringDomain } from './shape.ts'

/** Ids of which fewer were seen say nothing about their length. */
const enough = 3

/**
 * Whether an id is one like those that were seen: their length where it is always the same, their
 * prefix, as in `ord_8f3kq2`, and their alphabet.
 */
export function checkId(domain: StringDomain, value: string): Misfit | undefined {
  const { longest, shortest } = domain
  const seen = [...domain.values.keys()]
  const distinct = seen.length + (domain.learnt?.hashes?.size ?? 0)
  const isFixed = distinct >= enough && shortest === longest
  const isLength = isFixed
    ? value.length === shortest
    : value.length * 2 >= shortest && value.length <= longest * 2
  if (!isLength) {
    const range = shortest === longest ? `${shortest}` : `${shortest} to ${longest}`
    return misfit(`it has ${value.length} characters where there were always ${range}`)
  }
  const prefix = seen.length >= enough ? commonPrefix(seen) : ''
  if (!value.startsWith(prefix)) return misfit(`it does not begin with "${prefix}"`)
  if (seen.length === 0) return undefined
  const alphabet = new Set(seen.flatMap((one) => one.match(/[^A-Za-z0-9]/g) ?? []))
  const other = value.match(/[^A-Za-z0-9]/g)?.find((sign) => !isOfAlphabet(sign, alphabet))
  return other === undefined ? undefined : misfit(`it has the character "${other}"`)
}

/** The two signs of base64 and those of base64url come together, and rarely. */
function isOfAlphabet(sign: string, alphabet: ReadonlySet<string>): boolean {
  if (alphabet.has(sign)) return true
  const family = ['-_', '+/='].find((signs) => signs.includes(sign))
  if (family === undefined) return false
  const others = [...alphabet].filter((one) => !family.includes(one))
  return others.length === 0
}

/** Up to a separator: random ids may begin alike by chance. */
function commonPrefix(texts: readonly string[]): string {
  const [first = ''] = texts
  let length = 0
  while (length < first.length && texts.every((text) => text[length] === first[length])) length++
  return /^[A-Za-z]{1,12}\d{0,2}[_:.-]/.exec(first.slice(0, length))?.[0] ?? ''
}

function misfit(what: string): Misfit {
  return { rule: 'format', what }
}
