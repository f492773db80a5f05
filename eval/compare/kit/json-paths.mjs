/**
 * Places in JSON values: lists of member names and positions.
 *
 * @typedef {ReadonlyArray<string | number>} Path
 */

/** Every value with its path, containers before what is in them. */
export function* nodesOf(value, path = []) {
  yield [path, value]
  if (value === null || typeof value !== 'object') return
  for (const [key, member] of Object.entries(value)) {
    yield* nodesOf(member, [...path, Array.isArray(value) ? Number(key) : key])
  }
}

export function getAt(value, path) {
  return path.reduce((found, step) => found?.[step], value)
}

export function setAt(value, path, member) {
  getAt(value, path.slice(0, -1))[path.at(-1)] = member
}

export function removeAt(value, path) {
  const parent = getAt(value, path.slice(0, -1))
  if (Array.isArray(parent)) parent.splice(path.at(-1), 1)
  else delete parent[path.at(-1)]
}

/** `items[].price`: the same for all items of a list. */
export function patternOf(path) {
  return path
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .replace(/^\./, '')
}

/** All paths of a value that have the pattern. */
export function pathsOf(value, pattern) {
  return [...nodesOf(value)].map(([path]) => path).filter((path) => patternOf(path) === pattern)
}

/** Last member name of a path; empty for the root and its items. */
export function nameOf(path) {
  return String(path.findLast((step) => typeof step === 'string') ?? '')
}
