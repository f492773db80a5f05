/**
 * Fisher's exact test, one-sided: the probability that of `slow` marked ones among `all` at least
 * `found` fall among the `drawn` ones.
 */
export function fisherExact(found: number, drawn: number, slow: number, all: number): number {
  const most = Math.min(drawn, slow)
  let sum = 0
  for (let count = Math.max(found, drawn + slow - all, 0); count <= most; count++) {
    sum += Math.exp(
      logChoose(slow, count) + logChoose(all - slow, drawn - count) - logChoose(all, drawn),
    )
  }
  return Math.min(1, sum)
}

function logChoose(from: number, count: number): number {
  return logFactorial(from) - logFactorial(count) - logFactorial(from - count)
}

const known: number[] = [0]

/** Summed up once for small numbers; Stirling's series, exact to 1e-10 there, for others. */
function logFactorial(number: number): number {
  if (number > 1000) {
    return (
      (number + 0.5) * Math.log(number) -
      number +
      0.5 * Math.log(2 * Math.PI) +
      1 / (12 * number) -
      1 / (360 * number ** 3)
    )
  }
  for (let next = known.length; next <= number; next++)
    known.push(known[next - 1]! + Math.log(next))
  return known[number]!
}
