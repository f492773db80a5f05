import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples, hintAtUnknownOption, queryHint } from '../help.ts'
import { summaryLine } from '../view/summary-line.ts'

interface SplitFlags {
  readonly as: string
  readonly rest?: string
}

/** `hartifact split` */
export function configure(command: Command): void {
  command
    .description(
      'Makes a session of the entries that a query matches, and on request one of the others. The session itself stays as it is.',
    )
    .argument('<session>', 'its name or id')
    .argument('<query>', 'which entries, as in "hartifact search"')
    .requiredOption('--as <name>', 'name of the session with these entries')
    .option('--rest <name>', 'name of a session with all others')
    .action(
      action(async (context, flags: SplitFlags, text: string, query: string) => {
        const session = await findSession(await context.openStore(), text)
        const made = await session.split(query, flags)
        const matching = await made.matching.summary()
        const rest = await made.rest?.summary()
        if (context.json) return context.document({ matching, ...(rest && { rest }) })
        for (const summary of [matching, ...(rest ? [rest] : [])]) {
          await context.say(`Made ${summaryLine(summary, context.out)}.`)
        }
      }),
    )
  hintAtUnknownOption(command, queryHint)
  addExamples(
    command,
    ["split Checkout 'host:api.shop.test' --as 'Checkout, API'", 'only the requests to the API'],
    ['split Checkout status:5xx --as Failures --rest Others', 'two sessions that hold all of it'],
  )
}
