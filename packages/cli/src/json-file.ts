import { loadCommand } from './lazy-command.ts'
import { createProgram } from './program.ts'

/**
 * Makes `--json-file=FILE` of `hartifact compare … --json FILE`. The other commands have `--json`
 * without a file, so the parser must not take what follows it for one. It is one when it ends in
 * `.json`, is `-`, or stands after both sessions and is no HAR: an input is never written to.
 *
 * @param parameters - what follows `hartifact`
 */
export async function separateJsonFile(parameters: readonly string[]): Promise<readonly string[]> {
  const at = parameters.findIndex((word) => word === '--json' || word.startsWith('--json='))
  if (at < 0) return parameters
  const valued = await optionsWithValue(parameters)
  if (!valued) return parameters
  const before = operands(parameters.slice(0, at), valued)
  if (before === undefined) return parameters
  const [word = '', next] = parameters.slice(at, at + 2)
  const given = word.startsWith('--json=') ? word.slice('--json='.length) : undefined
  const file = given ?? (next !== undefined && isFile(next, before.length - 1) ? next : undefined)
  if (file === undefined) return parameters
  // As with every other command.
  const flag = file === '-' ? '--json' : `--json-file=${file}`
  const rest = parameters.slice(at + (given === undefined ? 2 : 1))
  return [...parameters.slice(0, at), flag, ...rest]
}

function isFile(word: string, sessions: number): boolean {
  if (word === '-' || /\.json$/i.test(word)) return true
  return sessions >= 2 && !word.startsWith('-') && !/\.har$/i.test(word)
}

/** Options of `compare` that are followed by a value; undefined for another command. */
async function optionsWithValue(
  parameters: readonly string[],
): Promise<ReadonlySet<string> | undefined> {
  if (!parameters.includes('compare')) return undefined
  const program = createProgram()
  const command = program.commands.find((one) => one.name() === 'compare')!
  await loadCommand(command)
  const options = [...program.options, ...command.options].filter(({ required }) => required)
  const flags = new Set(options.flatMap(({ long, short }) => [long, short].filter((one) => one)))
  const [first] = operands(parameters, flags as ReadonlySet<string>) ?? []
  return first === 'compare' ? (flags as ReadonlySet<string>) : undefined
}

/** The words that are no options and no values of options; undefined when `--` ends the options. */
function operands(
  words: readonly string[],
  valued: ReadonlySet<string>,
): readonly string[] | undefined {
  if (words.includes('--')) return undefined
  return words.filter((word, index) => !word.startsWith('-') && !valued.has(words[index - 1] ?? ''))
}
