/**
 * Whether two names of members probably mean the same: `userName` and `user_name`, `amount` and
 * `total_amount`, `adress` and `address`; not `line1` and `line2`.
 */
export function similarNames(one: string, other: string): boolean {
  if (one.length > 60 || other.length > 60 || !/[a-z]/i.test(one)) return false
  if (digitsOf(one) !== digitsOf(other)) return false
  const ours = new Set(wordsOf(one))
  const theirs = new Set(wordsOf(other))
  const shared = [...ours].filter((word) => theirs.has(word)).length
  if (shared > 0 && shared * 2 >= new Set([...ours, ...theirs]).size) return true
  const longest = Math.max(one.length, other.length)
  const allowed = longest >= 8 ? 2 : longest >= 4 ? 1 : 0
  return distanceWithin([...ours].join(''), [...theirs].join(''), allowed)
}

function wordsOf(name: string): string[] {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '')
}

function digitsOf(name: string): string {
  return name.replace(/\D+/g, '')
}

/** Whether at most `most` characters differ (Levenshtein). */
function distanceWithin(one: string, other: string, most: number): boolean {
  if (Math.abs(one.length - other.length) > most) return false
  let row = Array.from({ length: other.length + 1 }, (_, index) => index)
  for (let index = 0; index < one.length; index++) {
    const next = [index + 1]
    for (let column = 0; column < other.length; column++) {
      const replaced = (row[column] as number) + (one[index] === other[column] ? 0 : 1)
      const inserted = Math.min(row[column + 1] as number, next[column] as number) + 1
      next.push(Math.min(replaced, inserted))
    }
    row = next
  }
  return (row.at(-1) as number) <= most
}
