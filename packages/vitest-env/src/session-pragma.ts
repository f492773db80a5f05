import { readFileSync } from 'node:fs'
import { toldError } from './told-error.ts'

/** A comment at the very beginning of a file, after what tells a shell how to run it. */
const firstComment = /^\uFEFF?(?:#!.*)?\s*\/\*\*?([\s\S]*?)\*\//

/**
 * Name that a file of tests gives to its sessions, with `@session Login Flow` in its first comment.
 *
 * @throws Error with the code `INVALID_ARGUMENT` when there is no name after `@session`, or several
 */
export function sessionPragma(path: string): string | undefined {
  const comment = firstComment.exec(readFileSync(path, 'utf8'))?.[1] ?? ''
  const names = [...comment.matchAll(/^[\s*]*@session(?![\w-])(.*)$/gm)].map(([, name]) =>
    name!.trim(),
  )
  if (names.length === 0) return undefined
  const [name = ''] = names
  if (names.length === 1 && name !== '') return name
  throw toldError(
    'INVALID_ARGUMENT',
    `The first comment of ${path} has @session without a name, or more than once.`,
    'Write it once, as @session Login Flow.',
  )
}
