import type { JestTest, JestTestCaseResult } from './jest-types.ts'

/** A test with the attempts at it that have ended, the last one last. */
type Attempts = JestTestCaseResult[]

/**
 * What Jest tells while a file runs. The result of the file has the last attempts only, and none at
 * all when its worker died.
 */
export class JestAttempts {
  readonly #files = new Map<string, Attempts[]>()

  /** A file begins to run. */
  begin(test: JestTest): void {
    this.#files.delete(keyOf(test))
  }

  /** An attempt has ended. */
  add(test: JestTest, result: JestTestCaseResult): void {
    const tests = this.#files.get(keyOf(test)) ?? []
    this.#files.set(keyOf(test), tests)
    const { invocations = 1 } = result
    const retried = tests.findLast(
      (attempts) => attempts.length === invocations - 1 && isSame(attempts[0], result),
    )
    if (retried) retried.push(result)
    else tests.push([result])
  }

  /** Why the attempts before the last one failed, for each of the results of a file. */
  earlierFailures(
    test: JestTest,
    results: readonly JestTestCaseResult[],
  ): ReadonlyMap<JestTestCaseResult, readonly string[]> {
    const left = [...(this.#files.get(keyOf(test)) ?? [])]
    const found = new Map<JestTestCaseResult, readonly string[]>()
    for (const result of results) {
      const at = left.findIndex(([first]) => isSame(first, result))
      const [attempts] = at === -1 ? [] : left.splice(at, 1)
      const earlier = attempts?.slice(0, -1) ?? []
      found.set(
        result,
        earlier.flatMap(({ failureMessages }) => failureMessages),
      )
    }
    return found
  }

  /** The last attempts at the tests of a file whose worker died; Jest may have begun it again. */
  lastOf(test: JestTest): JestTestCaseResult[] {
    const last = new Map<string, JestTestCaseResult>()
    for (const attempts of this.#files.get(keyOf(test)) ?? []) {
      const result = attempts.at(-1)
      if (result) last.set(titlesOf(result), result)
    }
    return [...last.values()]
  }
}

function isSame(one: JestTestCaseResult | undefined, other: JestTestCaseResult): boolean {
  return one !== undefined && titlesOf(one) === titlesOf(other)
}

function titlesOf({ ancestorTitles, title }: JestTestCaseResult): string {
  return JSON.stringify([...ancestorTitles, title])
}

/** The objects differ from call to call. */
function keyOf({ context, path }: JestTest): string {
  const { displayName, rootDir } = context.config
  return JSON.stringify([displayName?.name, rootDir, path])
}
