import { createRequire } from 'node:module'
import { Argument, Command } from 'commander'
import { commands } from './commands.ts'
import { loadCommand, loadLazily } from './lazy-command.ts'
import { notEmpty } from './options.ts'
import { stylesFor } from './ui/styles.ts'

/** Options that every command has. */
export interface GlobalOptions {
  readonly store?: string
  readonly json?: boolean
  /** False for `--no-color`. */
  readonly color: boolean
}

const { version } = createRequire(import.meta.url)('../package.json') as { version: string }

/** The command line, with commands whose files are loaded when they are needed. */
export function createProgram(): Command {
  const program = new Command('hartifact')
  program
    .description('Records HTTP traffic as named sessions, and works with them.')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .option(
      '--store <folder>',
      'folder of the store (default: $HARTIFACT_STORE, else .hartifact)',
      notEmpty,
    )
    .option('--json', 'print the result as one JSON document')
    .option('--no-color', 'no colours; NO_COLOR and FORCE_COLOR are obeyed too')
    .showSuggestionAfterError()
    .exitOverride()
    // Failures are told in one place, see failure.ts.
    .configureOutput({ outputError: () => {} })
    .configureHelp({ showGlobalOptions: true, styleTitle: boldTitle })
    .addHelpText('after', epilogue)
  for (const entry of commands) {
    const command = program.command(entry.name, { hidden: entry.hidden === true })
    command.summary(entry.summary).helpGroup(entry.group)
    if (entry.alias) command.alias(entry.alias)
    loadLazily(command, async () => (await entry.load()).configure(command))
  }
  program.hook('preSubcommand', (_, command) => loadCommand(command))
  addHelpCommand(program)
  return program
}

/** Commander's own would print the help of a command that has not been loaded. */
function addHelpCommand(program: Command): void {
  const names = commands.filter(({ hidden }) => !hidden).map(({ name }) => name)
  program
    .command('help')
    .summary('print the help of a command')
    .helpGroup('Help:')
    .addArgument(new Argument('[command]', 'which one').choices(names))
    .action(async (name: string | undefined) => {
      const command = program.commands.find((one) => one.name() === name) ?? program
      await loadCommand(command)
      command.outputHelp()
    })
}

/** Commander takes the colours out where the output has none. */
function boldTitle(title: string): string {
  return stylesFor(true, { FORCE_COLOR: '1' }).bold(title)
}

const epilogue = `
A session is named by its name (the newest of that name), its id, or the
beginning of its id, at least 8 characters.

Exit codes: 0 done; 1 nothing found (search), damage found (verify) or sessions
differ (compare); 2 refused, the reason is on standard error; 3 sessions cannot
be compared (compare); 70 a fault of Hartifact.

Examples:
  $ hartifact record --session "Login Flow" -- npm run e2e
  $ hartifact list
  $ hartifact show "Login Flow" --filter "status:5xx"
  $ hartifact search 'tag:bug "race condition"'
  $ hartifact export "Login Flow" login.har`
