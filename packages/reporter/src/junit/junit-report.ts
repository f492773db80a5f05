import type { FileTraffic } from '../manifest/manifest-report.ts'
import type { TestFileRun, TestProblem, TestRun } from '../manifest/test-run.ts'
import { shownPath } from '../shown-path.ts'
import { attachmentLines, attemptsAt, type CaseNetwork, networkOf } from './case-network.ts'
import type { JunitFiles } from './junit-options.ts'
import { printXml, type XmlElement } from './xml.ts'

/**
 * A JUnit file of all tests: one `testcase` for each, with its last attempt. Earlier attempts are
 * Surefire's `flakyFailure` where the test passed in the end, and `rerunFailure` where it did not.
 *
 * @see https://maven.apache.org/surefire/maven-surefire-plugin/xsd/surefire-test-report.xsd
 */
export function junitReport(traffic: readonly FileTraffic[], files: JunitFiles): string {
  const suites = traffic.map((file) => suiteOf(file, files))
  const total = (name: string): number =>
    suites.reduce((sum, { attributes }) => sum + Number(attributes?.[name] ?? 0), 0)
  return printXml({
    name: 'testsuites',
    attributes: {
      tests: total('tests'),
      failures: total('failures'),
      errors: total('errors'),
      skipped: total('skipped'),
      time: seconds(traffic.reduce((sum, { run }) => sum + (run.duration ?? 0), 0)),
    },
    children: suites,
  })
}

function suiteOf(file: FileTraffic, files: JunitFiles): XmlElement {
  const { run } = file
  const name = suiteName(run)
  const outside = networkOf(attemptsAt(undefined, file), files)
  const cases = run.tests.map((test) => caseOf(test, name, file, files))
  // What belongs to no test gets a case of its own, or nobody would see it.
  const own = run.problems.length > 0 ? [fileCase(run, name, files, outside)] : []
  const count = (status: TestRun['status']): number =>
    run.tests.filter((test) => test.status === status).length
  const start = run.startedAt === undefined ? undefined : new Date(run.startedAt)
  return {
    name: 'testsuite',
    attributes: {
      name,
      tests: cases.length + own.length,
      failures: count('failed'),
      errors: count('unfinished') + own.length,
      skipped: count('skipped'),
      time: seconds(run.duration),
      timestamp: start?.toISOString().slice(0, 19),
    },
    children: [...cases, ...own, ...(own.length === 0 ? systemOut(outside) : [])],
  }
}

function caseOf(test: TestRun, suite: string, file: FileTraffic, files: JunitFiles): XmlElement {
  const network = networkOf(attemptsAt(test, file), files)
  return {
    name: 'testcase',
    attributes: {
      classname: suite,
      name: test.titlePath.join(' › '),
      time: seconds(test.duration),
      file: shownPath(file.run.path, files.root),
    },
    children: [...properties(network), ...outcome(test), ...systemOut(network)],
  }
}

function fileCase(
  run: TestFileRun,
  suite: string,
  files: JunitFiles,
  network: CaseNetwork | undefined,
): XmlElement {
  return {
    name: 'testcase',
    attributes: {
      classname: suite,
      name: '(outside of tests)',
      time: seconds(0),
      file: shownPath(run.path, files.root),
    },
    children: [
      ...properties(network),
      ...run.problems.map((problem) => problemElement('error', problem)),
      ...systemOut(network),
    ],
  }
}

function outcome({ earlierProblems, problems, status }: TestRun): XmlElement[] {
  switch (status) {
    case 'passed':
      return earlierProblems.map((problem) => rerun('flakyFailure', problem))
    case 'failed':
      return [
        ...(problems.length > 0 ? problems : [{ message: 'failed', details: '' }]).map((problem) =>
          problemElement('failure', problem),
        ),
        ...earlierProblems.map((problem) => rerun('rerunFailure', problem)),
      ]
    case 'skipped':
      return [{ name: 'skipped' }]
    default: {
      const message = 'The test did not come to its end.'
      return [problemElement('error', { message, details: message })]
    }
  }
}

function problemElement(name: string, { details, message, type }: TestProblem): XmlElement {
  return { name, attributes: { message, type }, children: details ? [details] : [] }
}

function rerun(name: string, { details, message, type }: TestProblem): XmlElement {
  return {
    name,
    attributes: { message, type: type ?? 'Error' },
    children: [{ name: 'stackTrace', children: [details] }],
  }
}

function properties(network: CaseNetwork | undefined): XmlElement[] {
  if (!network) return []
  const children = network.properties.map(([name, value]) => ({
    name: 'property',
    attributes: { name, value },
  }))
  return [{ name: 'properties', children }]
}

function systemOut(network: CaseNetwork | undefined): XmlElement[] {
  if (!network || network.hars.length === 0) return []
  return [{ name: 'system-out', children: [attachmentLines(network.hars)] }]
}

/** By project and file; the project is part of it since tools tell tests by class and name. */
function suiteName({ path, project, rootDir }: TestFileRun): string {
  const file = shownPath(path, rootDir)
  return project ? `[${project}] ${file}` : file
}

function seconds(milliseconds = 0): string {
  return (milliseconds / 1000).toFixed(3)
}
