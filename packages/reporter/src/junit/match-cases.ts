import type { ScannedElement } from './scan-xml.ts'

/** A test that may be in another reporter's file. */
export interface KnownTest {
  /** Absolute path of its file. */
  readonly path: string
  /** The same, relative to the root folder, with `/`. */
  readonly file: string
  readonly project?: string
  readonly titlePath: readonly string[]
}

/** Which `testcase` is which test. */
export interface MatchedCases<T extends KnownTest> {
  readonly matched: ReadonlyMap<ScannedElement, T>
  /** Cases that may be any of several tests. */
  readonly ambiguous: readonly ScannedElement[]
}

/**
 * Finds the test of each `testcase`. Reporters name them in many ways, so the name may be all
 * titles or the last one, with the others in `classname`, whatever stands between them; the file
 * may be named by `file`, by `classname` or by the suite. Where several tests of a file have the same
 * titles their order decides. What remains doubtful is not matched.
 *
 * @param tests - all tests of the run: also those that are of no interest may be the ones that are meant
 */
export function matchCases<T extends KnownTest>(
  cases: readonly ScannedElement[],
  tests: readonly T[],
): MatchedCases<T> {
  const index = indexOf(tests)
  const groups = new Map<string, { cases: ScannedElement[]; tests: readonly T[] }>()
  const numbers = new Map(tests.map((test, number) => [test, number]))
  for (const element of cases) {
    const candidates = candidatesFor(element, index)
    const key = candidates.map((test) => numbers.get(test)).join()
    const group = groups.get(key) ?? { cases: [], tests: candidates }
    group.cases.push(element)
    groups.set(key, group)
  }
  const matched = new Map<ScannedElement, T>()
  const ambiguous: ScannedElement[] = []
  for (const group of groups.values()) {
    if (group.tests.length === 0) continue
    if (group.cases.length !== group.tests.length || !areAlike(group.tests)) {
      ambiguous.push(...group.cases)
      continue
    }
    for (const [at, element] of group.cases.entries()) {
      const test = group.tests[at]
      if (test) matched.set(element, test)
    }
  }
  return { matched, ambiguous }
}

interface Index<T> {
  readonly byTitles: ReadonlyMap<string, readonly T[]>
  readonly byTitle: ReadonlyMap<string, readonly T[]>
  /** Tests by the name of their file, without its folders. */
  readonly byFileName: ReadonlyMap<string, readonly T[]>
}

function indexOf<T extends KnownTest>(tests: readonly T[]): Index<T> {
  const by = (keyOf: (test: T) => string): Map<string, T[]> => {
    const found = new Map<string, T[]>()
    for (const test of tests) {
      const key = keyOf(test)
      const others = found.get(key)
      if (others) others.push(test)
      else found.set(key, [test])
    }
    return found
  }
  return {
    byTitles: by(({ titlePath }) => plain(titlePath.join(' '))),
    byTitle: by(({ titlePath }) => plain(titlePath.at(-1) ?? '')),
    byFileName: by(({ file }) => fileName(file)),
  }
}

function candidatesFor<T extends KnownTest>(
  { attributes, parent }: ScannedElement,
  { byFileName, byTitle, byTitles }: Index<T>,
): readonly T[] {
  const name = plain(attributes['name'] ?? '')
  const titles = plain(`${attributes['classname'] ?? ''} ${name}`)
  const suite = parent?.attributes ?? {}
  const places = [attributes['file'], suite['file'], attributes['classname'], suite['name']]
    .map((place) => (place ?? '').replaceAll('\\', '/').replace(/^\.\//, ''))
    .filter((place) => byFileName.has(fileName(place)))
  const isThere = (test: T): boolean => places.every((place) => isNamed(test, place))
  const options = [byTitles.get(name), byTitles.get(titles), byTitle.get(name)]
  const found = options.map((option = []) => option.filter(isThere))
  return found.find((option) => option.length > 0) ?? []
}

function isNamed({ file, path }: KnownTest, place: string): boolean {
  const whole = path.replaceAll('\\', '/')
  return whole === place || whole.endsWith(`/${place}`) || place.endsWith(`/${file}`)
}

/** Whether nothing but their order tells them from each other. */
function areAlike(tests: readonly KnownTest[]): boolean {
  const keys = tests.map(({ path, project, titlePath }) =>
    JSON.stringify([path, project, titlePath]),
  )
  return new Set(keys).size === 1
}

function fileName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** Without what reporters put between titles, and what XML cannot carry. */
function plain(text: string): string {
  return text.replaceAll(/[\s\p{C}›>»|/:]+/gu, ' ').trim()
}
