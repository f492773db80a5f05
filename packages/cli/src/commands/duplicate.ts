import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { summaryLine } from '../view/summary-line.ts'

/** `hartifact duplicate` */
export function configure(command: Command): void {
  command
    .description('Makes a copy of a session, with everything that was said about it.')
    .argument('<session>', 'its name or id')
    .argument('[name]', 'the name of the copy')
    .action(
      action(async (context, _: object, text: string, name: string | undefined) => {
        const session = await findSession(await context.openStore(), text)
        const copy = await session.duplicate(name)
        const summary = await copy.summary()
        if (context.json) return context.document({ session: summary })
        return context.say(`Made ${summaryLine(summary, context.out)}.`)
      }),
    )
  addExamples(command, [
    'duplicate "Login Flow" "Login Flow, annotated"',
    'keep the original clean',
  ])
}
