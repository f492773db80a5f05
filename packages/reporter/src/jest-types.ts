/**
 * What is read of Jest's `GlobalConfig`. Its own types are in packages that a project with Jest does
 * not have by name; a test compares the two.
 */
export interface JestGlobalConfig {
  readonly rootDir: string
  readonly watch?: boolean
  readonly watchAll?: boolean
}

/** What is read of a file of tests. */
export interface JestTest {
  readonly path: string
  readonly context: {
    readonly config: {
      readonly rootDir: string
      readonly displayName?: { readonly name: string }
      readonly testEnvironmentOptions: unknown
    }
  }
}

/** What is read of the result of a test. */
export interface JestTestCaseResult {
  readonly ancestorTitles: readonly string[]
  readonly title: string
  readonly status: string
  /** 1 for the first attempt. */
  readonly invocations?: number
  readonly duration?: number | null
  readonly failureMessages: readonly string[]
}

/** What is read of the result of a file. */
export interface JestTestFileResult {
  readonly perfStats: { readonly start: number; readonly end: number }
  readonly testExecError?: { readonly message: string; readonly stack?: string | null | undefined }
  readonly testResults: readonly JestTestCaseResult[]
}

/** What is read of the result of a run. */
export interface JestRunResult {
  readonly numFailedTests: number
  readonly numRuntimeErrorTestSuites: number
  readonly wasInterrupted: boolean
}
