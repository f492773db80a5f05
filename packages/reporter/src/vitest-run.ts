import { stripVTControlCharacters } from 'node:util'
import type { TestCase, TestModule, TestProject } from 'vitest/node'
import { outputFolder } from './manifest/output-folder.ts'
import type { TestFileRun, TestProblem, TestRun } from './manifest/test-run.ts'

/** What Vitest knows of an error. */
type VitestError = NonNullable<ReturnType<TestCase['result']>['errors']>[number]

/** Which file it is, and where its manifest is. */
type VitestFile = Pick<TestFileRun, 'outputDir' | 'path' | 'project' | 'rootDir' | 'runner'>

/** What `@hartifact/vitest-env` hands over to its workers, as far as it is read here. */
interface ProvidedContext {
  /** The options as they were given. */
  readonly hartifact?: unknown
  /** Of its global setup. */
  readonly '@hartifact/vitest-env'?: {
    readonly rootDir: string
    readonly options: { readonly outputDir: string }
  }
}

/**
 * A file that is to run. The root folder is that of the run with our global setup, and that of the
 * project without; before the run it is not known which.
 */
export function vitestFiles(project: TestProject, path: string): VitestFile[] {
  const roots = new Set([project.vitest.config.root, project.config.root])
  return [...roots].map((rootDir) => vitestFile(project, path, rootDir))
}

function vitestFile(
  project: TestProject,
  path: string,
  rootDir: string = project.config.root,
): VitestFile {
  const provided = project.getProvidedContext() as ProvidedContext
  const run = provided['@hartifact/vitest-env']
  return {
    runner: 'vitest',
    path,
    rootDir: run?.rootDir ?? rootDir,
    outputDir: run?.options.outputDir ?? outputFolder(provided, rootDir),
    ...(project.name && { project: project.name }),
  }
}

/** What Vitest says of a file that has run. */
export function vitestRun(module: TestModule): TestFileRun {
  const tests = [...module.children.allTests()]
  const starts = tests.flatMap((test) => test.diagnostic()?.startTime ?? [])
  const suites = [...module.children.allSuites()]
  const errors = [module, ...suites].flatMap((suite) => suite.errors())
  return {
    ...vitestFile(module.project, module.moduleId),
    tests: tests.map(testRun),
    problems: errors.map(problemOf),
    ...(starts.length > 0 && { startedAt: Math.min(...starts) }),
    duration: module.diagnostic().duration,
  }
}

function testRun(test: TestCase): TestRun {
  const { errors = [], state } = test.result()
  const diagnostic = test.diagnostic()
  const problems = errors.map(problemOf)
  // Errors of all attempts are in one list.
  const last = state === 'failed' ? problems.splice(diagnostic?.retryCount ? -1 : 0) : []
  return {
    titlePath: titlePathOf(test),
    status: state === 'pending' ? 'unfinished' : state,
    ...(diagnostic && { duration: diagnostic.duration }),
    problems: last,
    earlierProblems: problems,
  }
}

function titlePathOf(test: TestCase): string[] {
  const titles = [test.name]
  let { parent } = test
  while (parent.type === 'suite') {
    titles.unshift(parent.name)
    ;({ parent } = parent)
  }
  return titles
}

function problemOf({ diff, message, name, stack }: VitestError): TestProblem {
  const details = [stack || `${name ?? 'Error'}: ${message}`, diff].filter(Boolean).join('\n\n')
  return {
    ...(name !== undefined && { type: name }),
    message: stripVTControlCharacters(message),
    details: stripVTControlCharacters(details),
  }
}
