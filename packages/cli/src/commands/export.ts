import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printable } from '../ui/printable.ts'
import { countText } from '../ui/size.ts'

interface ExportFlags {
  readonly format?: string
  readonly filter?: string
  readonly wireBodies: boolean
}

/** `hartifact export` */
export function configure(command: Command): void {
  command
    .description(
      'Writes a session to a file. A HAR of it can be opened in the developer tools of any browser, and imported again with all that was said about it.',
    )
    .argument('<session>', 'its name or id')
    .argument('<file>', 'where to; its extension says the format')
    .option('--format <id>', 'the format, when the extension does not say it: har')
    .option('--filter <query>', 'only the entries that this query matches')
    .option('--no-wire-bodies', 'only decoded bodies: smaller, but not as on the wire')
    .action(
      action(async (context, flags: ExportFlags, text: string, file: string) => {
        const session = await findSession(await context.openStore(), text)
        const progress = context.progress('Exporting')
        const result = await session
          .export(file, {
            ...(flags.format !== undefined && { format: flags.format }),
            ...(flags.filter !== undefined && { filter: flags.filter }),
            formatOptions: { wireBodies: flags.wireBodies },
          })
          .finally(() => progress[Symbol.dispose]())
        if (context.json) return context.document(result)
        const { entries, losses, path } = result
        await context.say(`Wrote ${countText(entries, 'entry', 'entries')} to ${printable(path)}.`)
        for (const { entry, what } of losses) {
          await context.say(`  ${entry === undefined ? '' : `#${entry}: `}${printable(what)}`)
        }
      }),
    )
  addExamples(
    command,
    ['export "Login Flow" login.har', 'all of it'],
    ['export "Login Flow" failed.har --filter "status:5xx"', 'some of it'],
  )
}
