/**
 * Corrects the probabilities of many tests so that of those at or below a limit only that share is
 * expected to be false (Benjamini and Hochberg 1995); also valid for tests that go together.
 *
 * @returns `q` of each test, in the order given
 */
export function benjaminiHochberg(probabilities: readonly number[]): number[] {
  const order = probabilities
    .map((probability, index) => ({ probability, index }))
    .toSorted((one, other) => other.probability - one.probability)
  const corrected = Array.from<number>({ length: probabilities.length }).fill(1)
  let least = 1
  for (const [at, { index, probability }] of order.entries()) {
    const rank = probabilities.length - at
    least = Math.min(least, probability * (probabilities.length / rank))
    corrected[index] = least
  }
  return corrected
}
