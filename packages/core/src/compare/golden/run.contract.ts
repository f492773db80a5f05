/** One run of a test with everything in it that is another one each time. */
export interface Run {
  /** 0 for the first. */
  readonly number: number
  readonly time: Date
  /** So many of these characters. */
  text(length: number, alphabet: string): string
  hex(length: number): string
  /** Base64url. */
  token(length: number): string
  uuid(): string
  jwt(): string
  shuffle<Item>(items: readonly Item[]): Item[]
}

const lower = 'abcdefghijklmnopqrstuvwxyz'
const base64url = `${lower.toUpperCase()}${lower}0123456789-_`

/** The same for the same seed and number. */
export function runOf(seed: number, number: number): Run {
  const random = randomNumbers(seed * 1000 + number)
  const pick = (most: number): number => Math.floor(random() * most)
  const text = (length: number, alphabet: string): string =>
    Array.from({ length }, () => alphabet[pick(alphabet.length)]).join('')
  const hex = (length: number): string => text(length, '0123456789abcdef')
  const uuid = (): string => `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
  const time = new Date(1_790_000_000_000 + number * 87_654_321)
  return {
    number,
    time,
    text,
    hex,
    token: (length) => text(length, base64url),
    uuid,
    jwt() {
      const claims = { sub: 'ann', iat: Math.floor(time.getTime() / 1000), jti: uuid() }
      const parts = [{ alg: 'HS256', typ: 'JWT' }, claims].map((part) =>
        Buffer.from(JSON.stringify(part)).toString('base64url'),
      )
      return [...parts, text(43, base64url)].join('.')
    },
    shuffle(items) {
      const rest = [...items]
      return items.map(() => rest.splice(pick(rest.length), 1)).flat()
    },
  }
}

/** Seeded numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
