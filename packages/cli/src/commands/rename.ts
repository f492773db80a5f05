import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact rename` */
export function configure(command: Command): void {
  command
    .description('Gives a session another name. Its id stays.')
    .argument('<session>', 'its name or id')
    .argument('<name>', 'the new name')
    .action(
      action(async (context, _: object, text: string, name: string) => {
        const session = await findSession(await context.openStore(), text)
        const before = session.name
        await session.rename(name)
        const summary = await session.summary()
        if (context.json) return context.document({ session: summary })
        return context.say(`Renamed ${quoted(before)} to ${quoted(summary.name)}.`)
      }),
    )
  addExamples(command, ['rename "Default session" "Checkout, release 2.4"', 'say what it is'])
}
