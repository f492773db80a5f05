import { responseBytes } from './body.mjs'
import { requestJson, responseJson } from './json-entries.mjs'
import { nodesOf, patternOf } from './json-paths.mjs'

/**
 * What is true of an application in every run of a test, found out from many runs of which it is
 * known what each entry is. Mutators ask it, so that they change what does not change by itself.
 *
 * @typedef {ReturnType<typeof factsOf>} Facts
 */

/** @param {ReadonlyArray<object>} hars Runs of the same test with all noise on. */
export function factsOf(hars) {
  const answers = tables(hars, responseJson)
  const requests = tables(hars, requestJson)
  const texts = new Map()
  for (const entry of hars.flatMap(({ log }) => log.entries)) {
    const list = texts.get(entry._eval.tag) ?? []
    texts.set(entry._eval.tag, [...list, responseBytes(entry).toString('latin1')])
  }
  return {
    answer: (tag) => answers.get(tag) ?? nothing,
    request: (tag) => requests.get(tag) ?? nothing,
    /** Whether all bodies of the tag hold the text (in Latin-1) equally often. */
    textIsStable(tag, text) {
      const counts = (texts.get(tag) ?? []).filter(Boolean).map((body) => body.split(text).length)
      return counts.length > 1 && counts[0] > 1 && counts.every((count) => count === counts[0])
    },
    bytesAreStable(tag) {
      const bodies = (texts.get(tag) ?? []).filter(Boolean)
      return bodies.length > 1 && bodies.every((body) => body === bodies[0])
    },
  }
}

const nothing = tableOf([])

function tables(hars, read) {
  const values = new Map()
  for (const entry of hars.flatMap(({ log }) => log.entries)) {
    const value = read(entry)
    if (value === undefined) continue
    const { tag } = entry._eval
    values.set(tag, [...(values.get(tag) ?? []), value])
  }
  return new Map([...values].map(([tag, list]) => [tag, tableOf(list)]))
}

function tableOf(samples) {
  const flat = samples.map(
    (sample) => new Map([...nodesOf(sample)].map(([path, value]) => [path.join('\u0000'), value])),
  )
  const patterns = new Map()
  for (const sample of samples) {
    for (const [path, value] of nodesOf(sample)) {
      const pattern = patternOf(path)
      if (!patterns.has(pattern)) patterns.set(pattern, [])
      patterns.get(pattern).push(value)
    }
  }
  const valuesAt = (path) => flat.map((sample) => sample.get(path.join('\u0000')))
  return {
    samples,
    /** Everything that was seen at places with the pattern. */
    valuesOf: (pattern) => patterns.get(pattern) ?? [],
    /** The same scalar in all runs. */
    isStable(path) {
      const values = valuesAt(path)
      const [first] = values
      return (
        values.length > 1 &&
        (first === null || typeof first !== 'object') &&
        values.every((value) => value === first)
      )
    },
    /** As often as its parent is there. */
    isAlways(path) {
      const parent = patterns.get(patternOf(path.slice(0, -1))) ?? []
      const objects = parent.filter((value) => value !== null && typeof value === 'object')
      return objects.length > 0 && patterns.get(patternOf(path))?.length === objects.length
    },
    /** Whether each item has a stable scalar that no other has, in all runs at the same position. */
    isOrdered(path) {
      const lists = valuesAt(path)
      if (lists.length < 2 || !lists.every(Array.isArray)) return false
      const marks = lists[0].map((_, at) =>
        [...nodesOf(lists[0][at])]
          .filter(([below]) => {
            const all = lists.map((list) => below.reduce((found, step) => found?.[step], list[at]))
            return all.every(
              (value) => value === all[0] && value !== null && typeof value !== 'object',
            )
          })
          .map(([below, value]) => `${below.join('.')}=${value}`),
      )
      return (
        marks.length > 0 &&
        marks.every((list, at) =>
          list.some((mark) =>
            marks.every((other, position) => position === at || !other.includes(mark)),
          ),
        )
      )
    },
  }
}
