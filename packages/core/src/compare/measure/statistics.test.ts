import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { benjaminiHochberg } from './benjamini-hochberg.ts'
import { atLeast, rateOf } from './beta-binomial.ts'
import { fisherExact } from './fisher-exact.ts'
import { shiftOf } from './hodges-lehmann.ts'
import { rankTest, upperTail } from './rank-test.ts'

const from = (start: number, count: number): number[] =>
  Array.from({ length: count }, (_, at) => start + at)
const values = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 24 })

describe('rank test', () => {
  test.each([
    [3, 1 / 20],
    [4, 1 / 70],
    [5, 1 / 252],
    [6, 1 / 924],
    [7, 1 / 3432],
  ])('%i values on each side, all greater: the least probability there is', (count, least) => {
    const { greater, smaller, twoSided, u } = rankTest(from(0, count), from(100, count))
    expect(u).toBe(count * count)
    expect(greater).toBeCloseTo(least, 12)
    expect(smaller).toBe(1)
    expect(twoSided).toBeCloseTo(2 * least, 12)
  })

  test('the critical values of the tables', () => {
    // Two-sided, 5 %: U of at most 23 of 100 for 10 and 10, at most 127 of 400 for 20 and 20.
    expect(rankTest(from(0, 10), placed(10, 23)).smaller * 2).toBeLessThanOrEqual(0.05)
    expect(rankTest(from(0, 10), placed(10, 24)).smaller * 2).toBeGreaterThan(0.05)
    expect(rankTest(from(0, 20), placed(20, 127)).smaller * 2).toBeLessThanOrEqual(0.05)
    expect(rankTest(from(0, 20), placed(20, 128)).smaller * 2).toBeGreaterThan(0.05)
  })

  test('ties are counted out: of the six ways to share 1, 2, 2, 3, one is as extreme', () => {
    const { greater, smaller, u } = rankTest([1, 2], [2, 3])
    expect(u).toBe(3.5)
    expect(greater).toBeCloseTo(2 / 6, 12)
    expect(smaller).toBeCloseTo(1, 12)
  })

  test('equal values and empty sides say nothing', () => {
    expect(rankTest([5, 5, 5], [5, 5])).toMatchObject({ greater: 1, smaller: 1, twoSided: 1 })
    expect(rankTest([], [1])).toMatchObject({ greater: 1, smaller: 1 })
    const same = Array.from({ length: 30 }, () => 7)
    expect(rankTest(same, same)).toMatchObject({ greater: 1, smaller: 1, twoSided: 1 })
  })

  test('is symmetric: sides exchanged, tails exchanged', () => {
    fc.assert(
      fc.property(values, values, (before, after) => {
        const [one, other] = [rankTest(before, after), rankTest(after, before)]
        expect(one.u + other.u).toBeCloseTo(before.length * after.length, 9)
        expect(one.greater).toBeCloseTo(other.smaller, 9)
        expect(one.twoSided).toBeCloseTo(other.twoSided, 9)
        expect(one.greater + one.smaller).toBeGreaterThanOrEqual(1 - 1e-9)
      }),
    )
  })

  test('counted out, it is what trying all ways gives', () => {
    const small = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(small, small, (before, after) => {
        const all = [...before, ...after]
        const us = subsets(all.length, after.length).map((chosen) => {
          const inside = all.filter((_, at) => chosen.has(at))
          return uOf(
            all.filter((_, at) => !chosen.has(at)),
            inside,
          )
        })
        const observed = uOf(before, after)
        const share = us.filter((u) => u >= observed).length / us.length
        expect(rankTest(before, after).greater).toBeCloseTo(share, 9)
      }),
    )
  })

  test('the approximation goes on where counting ends', () => {
    // 20 x 20 is counted, 20 x 21 is not.
    const before = from(0, 20)
    const exact = rankTest(before, placed(20, 130)).smaller
    const close = rankTest(before, [...placed(20, 130), 9.75]).smaller
    expect(Math.abs(close - exact)).toBeLessThan(0.01)
  })
})

/** Values after that come out at exactly `u` pairs above 0, 1, 2, … of as many values before. */
function placed(count: number, u: number): number[] {
  let left = u
  return Array.from({ length: count }, (_, at) => {
    const above = Math.min(count, Math.ceil(left / (count - at)))
    left -= above
    return above - 0.5 + at / 1000
  })
}

function uOf(before: readonly number[], after: readonly number[]): number {
  return after
    .flatMap((value) =>
      before.map((other): number => (value > other ? 1 : value === other ? 0.5 : 0)),
    )
    .reduce((sum, half) => sum + half, 0)
}

function subsets(size: number, count: number): Array<ReadonlySet<number>> {
  return Array.from({ length: 2 ** size }, (_, bits) => {
    return new Set(Array.from({ length: size }, (__, at) => at).filter((at) => (bits >> at) & 1))
  }).filter((set) => set.size === count)
}

test.each([
  [0, 0.5],
  [1.644854, 0.05],
  [-1.959964, 0.975],
  [3.290527, 0.0005],
  [8, 6.22096e-16],
])('upper tail of %f', (z, tail) => {
  expect(upperTail(z) / tail).toBeCloseTo(1, 5)
})

describe('Hodges-Lehmann', () => {
  test('is the median of all differences', () => {
    expect(shiftOf([1, 2, 4], [5, 9])?.estimate).toBe(4.5)
    expect(shiftOf([], [1])).toBeUndefined()
  })

  test('its interval is that of the tables: the 24th of 100 differences', () => {
    const differences = from(0, 10)
      .flatMap((one) => from(3, 10).map((other) => other - one))
      .toSorted((one, other) => one - other)
    const shift = shiftOf(from(0, 10), from(3, 10))
    expect(shift).toEqual({ estimate: 3, low: differences[23], high: differences[76] })
  })

  test('many values are thinned out without another result', () => {
    const shift = shiftOf(from(0, 5000), from(700, 3000))
    expect(shift?.estimate).toBeCloseTo(-300, -2)
    expect(shift!.low).toBeLessThan(shift!.estimate)
    expect(shift!.high).toBeGreaterThan(shift!.estimate)
    expect(shift!.high - shift!.low).toBeLessThan(300)
  })
})

describe('Benjamini-Hochberg', () => {
  test('the example by hand', () => {
    expect(benjaminiHochberg([0.04, 0.01, 0.03, 0.5])).toEqual([
      0.04 * (4 / 3),
      0.04,
      0.04 * (4 / 3),
      0.5,
    ])
    expect(benjaminiHochberg([])).toEqual([])
  })

  test('keeps the order, never goes below the probability, never above 1', () => {
    const probability = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(fc.array(probability, { maxLength: 40 }), (given) => {
        const corrected = benjaminiHochberg(given)
        for (const [at, q] of corrected.entries()) {
          expect(q).toBeGreaterThanOrEqual(given[at]!)
          expect(q).toBeLessThanOrEqual(1)
          for (const [other, p] of given.entries()) {
            if (p < given[at]!) expect(corrected[other]).toBeLessThanOrEqual(q)
          }
        }
      }),
    )
  })
})

test("Fisher's exact test: the lady tasting tea", () => {
  expect(fisherExact(4, 4, 4, 8)).toBeCloseTo(1 / 70, 9)
  expect(fisherExact(3, 4, 4, 8)).toBeCloseTo(17 / 70, 9)
  expect(fisherExact(0, 4, 4, 8)).toBeCloseTo(1, 9)
  expect(fisherExact(700, 2000, 1000, 4000)).toBeLessThan(1e-30)
})

describe('beta-binomial', () => {
  test('is the binomial where all places are alike, and its tails add up', () => {
    const even = { mean: 0.5, weight: 1e9 }
    expect(atLeast(4, 4, even, { found: 0, of: 0 })).toBeCloseTo(1 / 16, 6)
    expect(atLeast(0, 50, { mean: 0.03, weight: 20 }, { found: 1, of: 9 })).toBeCloseTo(1, 9)
    // Laplace: after k of n, the next one comes with (k + 1) / (n + 2).
    const flat = { mean: 0.5, weight: 2 }
    expect(atLeast(1, 1, flat, { found: 3, of: 5 })).toBeCloseTo(4 / 7, 9)
  })

  test('places that differ weigh less', () => {
    const alike = rateOf(Array.from({ length: 30 }, () => ({ found: 1, of: 20 })))
    const unlike = rateOf(
      Array.from({ length: 30 }, (_, at) => ({ found: at < 3 ? 10 : 0, of: 20 })),
    )
    expect(alike.mean).toBeCloseTo(unlike.mean, 9)
    expect(unlike.weight).toBeLessThan(alike.weight / 5)
    expect(rateOf([])).toMatchObject({ mean: 1 / 30 })
  })
})
