/** More steps than this away from each other, two sequences are not searched for the best match. */
const mostSteps = 400

/**
 * A longest common subsequence of two sequences of small numbers (Myers 1986), as pairs of
 * positions; `undefined` when they differ in more than a few hundred places.
 */
export function commonSequence(
  before: Int32Array,
  after: Int32Array,
): Array<readonly [number, number]> | undefined {
  const most = Math.min(mostSteps, before.length + after.length)
  const furthest = new Int32Array(2 * most + 2)
  const trace: Int32Array[] = []
  for (let steps = 0; steps <= most; steps++) {
    trace.push(furthest.slice(most - steps, most + steps + 2))
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      const at = most + diagonal
      const down =
        diagonal === -steps ||
        (diagonal !== steps && value(furthest, at - 1) < value(furthest, at + 1))
      let x = down ? value(furthest, at + 1) : value(furthest, at - 1) + 1
      let y = x - diagonal
      while (x < before.length && y < after.length && before[x] === after[y]) {
        x++
        y++
      }
      furthest[at] = x
      if (x >= before.length && y >= after.length) return walkBack(before, after, trace, steps)
    }
  }
  return undefined
}

function value(numbers: Int32Array, index: number): number {
  return numbers[index] ?? 0
}

/** `trace[k]` holds the diagonals -k to k + 1 as they were before step k. */
function walkBack(
  before: Int32Array,
  after: Int32Array,
  trace: readonly Int32Array[],
  last: number,
): Array<readonly [number, number]> {
  const pairs: Array<readonly [number, number]> = []
  let x = before.length
  let y = after.length
  for (let steps = last; steps >= 0; steps--) {
    const furthest = trace[steps] as Int32Array
    const diagonal = x - y
    const at = (wanted: number): number => value(furthest, wanted + steps)
    const down = diagonal === -steps || (diagonal !== steps && at(diagonal - 1) < at(diagonal + 1))
    const from = down ? diagonal + 1 : diagonal - 1
    const startX = steps === 0 ? 0 : at(from)
    const startY = steps === 0 ? 0 : startX - from
    while (x > startX && y > startY && before[x - 1] === after[y - 1]) {
      x--
      y--
      pairs.push([x, y])
    }
    x = startX
    y = startY
  }
  return pairs.toReversed()
}
