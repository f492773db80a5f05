#!/usr/bin/env node
import { CommanderError } from 'commander'
import { reportFailure } from './failure.ts'
import { separateJsonFile } from './json-file.ts'
import { createProgram } from './program.ts'

/** Runs one command line; what goes wrong is told, never thrown. */
async function main(given: readonly string[]): Promise<void> {
  const parameters = await separateJsonFile(given)
  // Also for a command line that cannot be read.
  const ours = parameters.slice(0, parameters.includes('--') ? parameters.indexOf('--') : undefined)
  const options = { json: ours.includes('--json'), color: !ours.includes('--no-color') }
  try {
    await createProgram().parseAsync(parameters, { from: 'user' })
  } catch (error) {
    process.exitCode = isHelp(error)
      ? error.exitCode === 0
        ? 0
        : 2
      : reportFailure(error, options)
  }
}

/** Help and version end the program in the way of an error, and have been printed. */
function isHelp(error: unknown): error is CommanderError {
  const codes = ['commander.help', 'commander.helpDisplayed', 'commander.version']
  return error instanceof CommanderError && codes.includes(error.code)
}

await main(process.argv.slice(2))
