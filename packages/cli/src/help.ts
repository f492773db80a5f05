import type { Command } from 'commander'

/** Adds examples to the help of a command: each is what follows `hartifact`, and what it does. */
export function addExamples(
  command: Command,
  ...examples: ReadonlyArray<readonly [line: string, what: string]>
): void {
  const lines = examples.map(([line, what]) => `  # ${what}\n  $ hartifact ${line}`)
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}
