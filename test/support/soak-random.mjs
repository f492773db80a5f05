import { createHash, randomBytes } from 'node:crypto'

const bytes = randomBytes(4_000_000)

/** Numbers that follow from a text, so that one exchange of a long run can be looked at again. */
export class Random {
  #state

  /** @param {string} seed */
  constructor(seed) {
    this.#state = createHash('sha256').update(seed).digest().readUInt32LE()
  }

  /** From 0 to below 1. (mulberry32) */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let value = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32
  }

  /** A whole number from 0 to `most`. @param {number} most */
  upTo(most) {
    return Math.floor(this.next() * (most + 1))
  }

  /** @param {number} [probability] */
  chance(probability = 0.5) {
    return this.next() < probability
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  pick(list) {
    return list[this.upTo(list.length - 1)]
  }

  /** Mostly small, seldom up to 2 MB, sometimes nothing. */
  size() {
    return this.upTo(this.pick([0, 100, 2_000, 2_000, 20_000, 100_000, 2_000_000]))
  }

  /** No two are alike, most likely. @param {number} [size] */
  body(size = this.size()) {
    const start = this.upTo(bytes.length - size)
    return bytes.subarray(start, start + size)
  }
}

/** @param {Uint8Array} body */
export function digest(body) {
  return { size: body.length, sha256: createHash('sha256').update(body).digest('hex') }
}
