import { type Command, CommanderError } from 'commander'

/** Adds examples to the help of a command: each is what follows `hartifact`, and what it does. */
export function addExamples(
  command: Command,
  ...examples: ReadonlyArray<readonly [line: string, what: string]>
): void {
  const lines = examples.map(([line, what]) => `  # ${what}\n  $ hartifact ${line}`)
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`)
}

/** Says what to do about an option that a command does not know, where none is similar. */
export function hintAtUnknownOption(command: Command, hint: string): void {
  command.exitOverride((error) => {
    const { code, exitCode, message } = error
    if (code !== 'commander.unknownOption' || message.includes('\n')) throw error
    throw new CommanderError(exitCode, code, `${message}\n${hint}`)
  })
}

/** What is to be done with `-status:2xx`, which looks like an option. */
export const queryHint = 'A query that begins with - is put last, after --.'
