import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HartifactError } from '../errors.ts'
import type { MatcherContext } from './matcher.ts'

const framesLooked = 60

/** Where this package is: what is in it calls, but is not meant. */
const own = dirname(dirname(fileURLToPath(import.meta.url)))

/**
 * The file of tests that an assertion is in: the one that was given, else what the runner says, else
 * the file that called. Must be called before anything is awaited.
 *
 * @param given - path or `file:` URL
 * @throws HartifactError `INVALID_ARGUMENT` when it cannot be told
 */
export function callingFile({ testPath }: MatcherContext, given: string | undefined): string {
  const file = given ?? testPath ?? callers().find(isTest)
  if (file !== undefined) return file.startsWith('file:') ? fileURLToPath(file) : file
  throw new HartifactError('INVALID_ARGUMENT', 'The file of the test cannot be told.', {
    fix: "Say where the baselines are: toMatchBaseline('name', { file: import.meta.url }).",
  })
}

/** Files of the functions that led here, the nearest first. */
function callers(): string[] {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = framesLooked
  const { stack = '' } = new Error('where')
  Error.stackTraceLimit = stackTraceLimit
  return stack.split('\n').flatMap((line) => {
    const file = /(?:\(|at (?:async )?)((?:file:\/\/|\/|[a-z]:[\\/])[^()]*):\d+:\d+\)?$/i.exec(
      line.trimEnd(),
    )?.[1]
    if (file === undefined) return []
    return [file.startsWith('file:') ? fileURLToPath(file) : file]
  })
}

function isTest(file: string): boolean {
  return !file.startsWith(own) && !/[/\\]node_modules[/\\]/.test(file)
}
