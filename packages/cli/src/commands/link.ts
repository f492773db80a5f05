import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printable } from '../ui/printable.ts'
import { modeText } from '../view/session-table.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact link` */
export function configure(command: Command): void {
  command
    .description('Links a session, or some of its entries, to an issue or a page.')
    .argument('<session>', 'its name or id')
    .argument('<link>', 'as jira:ABC-7, github:owner/name#12 or a URL')
    .option('--filter <query>', 'only the entries that this query matches')
    .action(
      action(
        async (context, { filter }: { readonly filter?: string }, text: string, link: string) => {
          const session = await findSession(await context.openStore(), text)
          await (filter === undefined ? session.link(link) : session.link(link, filter))
          const summary = await session.summary()
          if (context.json) return context.document({ session: summary })
          const what = filter === undefined ? '' : `Entries of `
          const to = filter === undefined ? modeText(summary) : link
          return context.say(`${what}${quoted(summary.name)} linked to ${printable(to)}.`)
        },
      ),
    )
  addExamples(
    command,
    ['link "Login Flow" jira:ABC-7', 'the whole session'],
    ['link "Login Flow" jira:ABC-8 --filter status:5xx', 'the requests that failed'],
  )
}
