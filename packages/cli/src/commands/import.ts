import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printable } from '../ui/printable.ts'
import { countText } from '../ui/size.ts'
import { summaryLine } from '../view/summary-line.ts'

interface ImportFlags {
  readonly into?: string
  readonly name?: string
}

/** So many of the things that are wrong with a file are told; --json has all. */
const told = 10

/** `hartifact import` */
export function configure(command: Command): void {
  command
    .description(
      'Makes a session of a file, or adds its entries to one. Notes, colours, tags and steps of a HAR of Hartifact come with it.',
    )
    .argument('<file>', 'a HAR')
    .option('--into <session>', 'add to this session instead of making one')
    .option('--name <name>', 'name of the session (default: the one in the file)')
    .action(
      action(async (context, { into, name }: ImportFlags, file: string) => {
        const store = await context.openStore({ create: true })
        const progress = context.progress('Importing')
        const { imported, issues, session, total } = await store
          .import(file, {
            ...(into !== undefined && { into: (await findSession(store, into)).id }),
            ...(name !== undefined && { name }),
          })
          .finally(() => progress[Symbol.dispose]())
        const summary = await session.summary()
        if (context.json) {
          return context.document({ session: summary, imported, total, issues })
        }
        const all = countText(total, 'entry', 'entries')
        const count = imported < total ? `${imported} of ${all}` : all
        await context.say(`Imported ${count} into ${summaryLine(summary, context.out)}.`)
        for (const { entry, what } of issues.slice(0, told)) {
          const place = entry === undefined ? '' : `#${entry}: `
          await context.say(`  ${place}${printable(what)}`)
        }
        if (issues.length > told)
          await context.say(`  and ${issues.length - told} more, see --json`)
      }),
    )
  addExamples(
    command,
    ['import login.har', 'a session with the name that is in the file'],
    ['import devtools.har --name "From the customer"', 'of a HAR that a browser has saved'],
    ['import more.har --into "Login Flow"', 'into one that is there'],
  )
}
