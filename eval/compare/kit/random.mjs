/**
 * Seeded random numbers. Every draw of a simulation has a name of its own, so that one more draw
 * somewhere changes nothing elsewhere.
 *
 * @typedef {ReturnType<typeof randomOf>} Random
 */

/** @param {ReadonlyArray<string | number | boolean | undefined>} keys */
export function randomOf(...keys) {
  const next = generator(keys.join('\u0000'))
  /** Both ends included. */
  const int = (low, high) => low + Math.floor(next() * (high - low + 1))
  const pick = (list) => list[int(0, list.length - 1)]
  const letters = (alphabet, length) => Array.from({ length }, () => pick(alphabet)).join('')
  const hex = (length) => letters('0123456789abcdef', length)
  const shuffle = (list) => {
    const copy = [...list]
    for (let at = copy.length - 1; at > 0; at--) {
      const other = int(0, at)
      ;[copy[at], copy[other]] = [copy[other], copy[at]]
    }
    return copy
  }
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  return {
    next,
    int,
    pick,
    hex,
    shuffle,
    normal,
    chance: (share) => next() < share,
    /** Rounded to `digits` decimals. */
    decimal: (low, high, digits = 2) => Number((low + next() * (high - low)).toFixed(digits)),
    sample: (list, count) => shuffle(list).slice(0, count),
    digits: (length) => pick('123456789') + letters('0123456789', length - 1),
    upper: (length) => letters('ABCDEFGHJKLMNPQRSTUVWXYZ23456789', length),
    base64url: (length) =>
      letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', length),
    base62: (length) =>
      letters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789', length),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${pick('89ab')}${hex(3)}-${hex(12)}`,
    ulid: () => `01${letters('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24)}`,
    objectId: () => `6${hex(23)}`,
    snowflake: () => `18${letters('0123456789', 17)}`,
    bytes: (length) => Buffer.from(Array.from({ length }, () => int(0, 255))),
    /** Another text of the same form: letters for letters, digits for digits. */
    reroll: (text) =>
      text
        .replace(/[a-f](?=[0-9a-f-]*)/g, () => pick('abcdef'))
        .replace(/[1-9]/g, () => pick('123456789'))
        .replace(/[g-z]/g, () => pick('ghijkmnpqrstuvwxyz'))
        .replace(/[A-Z]/g, () => pick('ABCDEFGHJKMNPQRSTVWXYZ')),
  }
}

/** sfc32, seeded with four hashes of the text. */
function generator(text) {
  let [one, two, three, count] = [1, 2, 3, 4].map((salt) => hashOf(text, salt))
  const next = () => {
    const sum = (((one + two) | 0) + count) | 0
    count = (count + 1) | 0
    one = two ^ (two >>> 9)
    two = (three + (three << 3)) | 0
    three = (three << 21) | (three >>> 11)
    three = (three + sum) | 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let warm = 0; warm < 12; warm++) next()
  return next
}

function hashOf(text, salt) {
  let hash = 0x811c9dc5 ^ Math.imul(salt, 0x9e3779b1)
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
    hash ^= hash >>> 15
  }
  return Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) | 0
}
