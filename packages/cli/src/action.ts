import type { Command } from 'commander'
import { type Context, openContext } from './context.ts'
import type { GlobalOptions } from './program.ts'

/** Exit codes that are not errors, beside 0. */
export const findings = 1
export const incomparable = 3

/** What a command does; gives the exit code when it is not 0. */
export type Work<Options, Operands extends readonly unknown[]> = (
  context: Context,
  options: Options,
  ...operands: Operands
) => Promise<number | void>

/** Makes the action of a command out of what it does. */
export function action<Options, Operands extends readonly unknown[]>(
  work: Work<Options, Operands>,
): (...parameters: unknown[]) => Promise<void> {
  return async (...parameters) => {
    const command = parameters.at(-1) as Command
    const operands = parameters.slice(0, -2) as unknown as Operands
    await using context = openContext(globalOptions(command))
    // Not those of the program: its --no-color would hide the --color of a remark.
    process.exitCode = (await work(context, command.opts() as Options, ...operands)) ?? 0
  }
}

/** Options of the program, wherever on the command line they stood. */
export function globalOptions(command: Command): GlobalOptions {
  let program = command
  while (program.parent) program = program.parent
  return program.opts()
}
