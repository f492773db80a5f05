import { resolve } from 'node:path'

/** What paths of attachments in a JUnit file are relative to. */
export type JunitBase =
  /** The folder of the file. */
  | 'report'
  /** `$CI_PROJECT_DIR` where that is set, as in GitLab; else the root folder of the tests. */
  | 'root'
  /** Nothing: they are absolute, as Jenkins wants them. */
  | 'absolute'

/** The option `junit`. At least one of `output` and `input` is needed. */
export interface JunitOptions {
  /** The file to write; relative to the root folder of the tests. Default: `input`, in place. */
  readonly output?: string
  /** Add to this file of another reporter, instead of writing one; relative as `output` is. */
  readonly input?: string
  /** Default `'report'`. */
  readonly base?: JunitBase
}

/** {@link JunitOptions} with absolute paths. */
export interface JunitFiles {
  readonly output: string
  readonly input?: string
  readonly base: JunitBase
  /** What `base: 'root'` is, and the attribute `file` is relative to. */
  readonly root: string
}

const known = ['output', 'input', 'base']
const bases: readonly unknown[] = ['report', 'root', 'absolute']

/** What is wrong with the option, in one sentence for people; `undefined` for nothing. */
export function junitProblem(option: unknown): string | undefined {
  if (option === undefined) return undefined
  const given = (typeof option === 'object' ? option : undefined) ?? undefined
  if (!given) return `the option junit is an object: { output: 'junit.xml' }.`
  const unknown = Object.keys(given).filter((key) => !known.includes(key))
  if (unknown.length > 0) {
    return `the option junit has no ${unknown.join(', ')}; it has ${known.join(', ')}.`
  }
  const { base, input, output } = given as Record<string, unknown>
  if (base !== undefined && !bases.includes(base)) {
    return `junit.base is one of ${bases.join(', ')}, not ${JSON.stringify(base)}.`
  }
  const paths = [input, output].filter((path) => path !== undefined)
  const areUsable = paths.every((path) => typeof path === 'string' && path !== '')
  return paths.length > 0 && areUsable ? undefined : 'junit needs a path as output or input.'
}

/** Where things are; `undefined` when there is nothing to write, or the option cannot be meant. */
export function junitFiles(
  options: JunitOptions | undefined,
  rootDir: string,
  environment: NodeJS.ProcessEnv = process.env,
): JunitFiles | undefined {
  if (!options || junitProblem(options) !== undefined) return undefined
  const { base = 'report', input, output = input } = options
  if (output === undefined) return undefined
  return {
    output: resolve(rootDir, output),
    ...(input !== undefined && { input: resolve(rootDir, input) }),
    base,
    root: environment['CI_PROJECT_DIR'] || rootDir,
  }
}
