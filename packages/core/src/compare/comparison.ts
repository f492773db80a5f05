import { HartifactError } from '../errors.ts'
import type { ComparisonData } from './comparison-data.ts'
import { githubReport } from './render/github.ts'
import { htmlData } from './render/html-data.ts'
import { jsonReport } from './render/json.ts'
import { junitReport } from './render/junit.ts'
import { markdownReport, type MarkdownOptions } from './render/markdown.ts'
import { sarifReport } from './render/sarif.ts'
import { textReport, type TextOptions } from './render/text.ts'

/**
 * What differs between two sessions, and how much it matters. The members are plain data; the
 * methods write them down for people and for other tools.
 *
 * @example
 * ```ts
 * const comparison = await compare('Before Deploy v2.5', 'After Deploy v2.5')
 * if (comparison.verdict !== 'equivalent') console.log(comparison.text())
 * ```
 */
export interface Comparison extends ComparisonData {
  /** For a terminal: at most 60 lines, worst first. */
  text(options?: TextOptions): string
  /** For a comment on a pull request: at most 60,000 bytes. */
  markdown(options?: MarkdownOptions): string
  /** The object that `hartifact compare --json` writes. */
  json(options?: { readonly showNoise?: boolean }): object
  /** JUnit XML: one test case per endpoint. */
  junit(): string
  /** Workflow commands that become annotations of a GitHub check. */
  github(): string
  /** SARIF 2.1.0, for code scanning. */
  sarif(): object
  /** The data of the HTML view, safe inside a `script` element. */
  htmlData(): string
  /**
   * Throws when the verdict is not `equivalent`; the message is {@link Comparison.text}.
   *
   * @throws HartifactError `SESSIONS_DIFFER`, or `SESSIONS_INCOMPARABLE`
   */
  assertSame(): void
}

/** Gives plain data its methods. */
export function comparisonOf(data: ComparisonData): Comparison {
  return {
    ...data,
    text: (options) => textReport(data, options),
    markdown: (options) => markdownReport(data, options),
    json: (options) => jsonReport(data, options),
    junit: () => junitReport(data),
    github: () => githubReport(data),
    sarif: () => sarifReport(data),
    htmlData: () => htmlData(data),
    assertSame() {
      if (data.verdict === 'equivalent') return
      const code = data.verdict === 'different' ? 'SESSIONS_DIFFER' : 'SESSIONS_INCOMPARABLE'
      throw new HartifactError(code, textReport(data))
    },
  }
}
