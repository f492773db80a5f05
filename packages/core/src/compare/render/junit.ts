import type { ComparisonData } from '../comparison-data.ts'
import type { Finding } from '../finding.ts'
import { changeText } from './change-text.ts'
import { rankOf } from './finding-groups.ts'
import { groupBy } from '../group-by.ts'
import { oneLine } from './one-line.ts'
import { summaryLine, title } from './summary-line.ts'
import { printXml, type XmlElement } from './xml.ts'

/** So many findings of an endpoint are listed. */
const listed = 100

/**
 * JUnit XML: one test case for each endpoint of both sessions. Findings at or above `failOn` make it
 * fail; those below are its output. One `failure` each, since the schemas allow no more.
 */
export function junitReport(data: ComparisonData): string {
  const findings = groupBy(data.findings, ({ endpoint }) => endpoint)
  const endpoints = new Set([...data.rows.map(({ endpoint }) => endpoint), ...findings.keys()])
  const suite = oneLine(title(data))
  const isComparable = data.verdict !== 'incomparable'
  const cases = isComparable
    ? [...endpoints].map((endpoint) => caseOf(endpoint, findings.get(endpoint) ?? [], data))
    : [errorCase(data, suite)]
  const failures = cases.filter(({ children = [] }) => isFailure(children[0])).length
  const counts = {
    tests: cases.length,
    failures,
    errors: isComparable ? 0 : 1,
    skipped: 0,
    time: '0.000',
  }
  return printXml({
    name: 'testsuites',
    attributes: counts,
    children: [
      {
        name: 'testsuite',
        attributes: { name: suite, ...counts },
        children: [
          ...cases,
          {
            name: 'system-out',
            children: [
              output([summaryLine(data), ...data.remarks.map((remark) => oneLine(remark))]),
            ],
          },
        ],
      },
    ],
  })
}

function isFailure(child: XmlElement | string | undefined): boolean {
  return typeof child === 'object' && child.name === 'failure'
}

function caseOf(endpoint: string, findings: readonly Finding[], data: ComparisonData): XmlElement {
  const limit = rankOf(data.failOn)
  const failing = findings.filter(({ severity }) => rankOf(severity) <= limit)
  const others = findings.filter(({ severity }) => rankOf(severity) > limit)
  const [first] = failing
  return {
    name: 'testcase',
    attributes: { classname: oneLine(title(data)), name: oneLine(endpoint), time: '0.000' },
    children: [
      ...(first ? [failure(first, failing)] : []),
      ...(others.length > 0 ? [{ name: 'system-out', children: [lines(others)] }] : []),
    ],
  }
}

function failure(first: Finding, failing: readonly Finding[]): XmlElement {
  const more = failing.length > 1 ? ` (and ${failing.length - 1} more)` : ''
  return {
    name: 'failure',
    attributes: { message: `${oneLine(first.message, 300)}${more}`, type: oneLine(first.rule) },
    children: [lines(failing)],
  }
}

function errorCase({ problems }: ComparisonData, suite: string): XmlElement {
  const text = output(problems.map((problem) => oneLine(problem)))
  return {
    name: 'testcase',
    attributes: { classname: suite, name: 'the sessions can be compared', time: '0.000' },
    children: [
      {
        name: 'error',
        attributes: { message: oneLine(problems[0] ?? 'incomparable', 300), type: 'incomparable' },
        children: [text],
      },
    ],
  }
}

function lines(findings: readonly Finding[]): string {
  const shown = findings.slice(0, listed).map((finding) => {
    const { fingerprint, path, reason, rule, severity } = finding
    const why = reason === undefined ? '' : ` (${oneLine(reason, 200)})`
    const where = path === '' ? '' : `${oneLine(path)} `
    return `${severity} ${where}${changeText(finding, 200)} [${rule} ${oneLine(fingerprint, 12)}]${why}`
  })
  const more = findings.length > listed ? [`… and ${findings.length - listed} more`] : []
  return output([...shown, ...more])
}

/** Jenkins and GitLab take files that are named in an output as `[[ATTACHMENT|path]]`. */
function output(texts: readonly string[]): string {
  return texts.join('\n').replaceAll('[[', '[\\u005b')
}
