import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { countText } from '../ui/size.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact clear` */
export function configure(command: Command): void {
  command
    .description(
      'Empties a session: its entries are gone; its name, labels, links and what was said about it stay.',
    )
    .argument('<session>', 'its name or id')
    .action(
      action(async (context, _: object, text: string) => {
        const session = await findSession(await context.openStore(), text)
        const { requests } = await session.summary()
        await session.clear()
        const summary = await session.summary()
        if (context.json) return context.document({ session: summary, removed: requests })
        const what = `${countText(requests, 'entry', 'entries')} of ${quoted(summary.name)}`
        return context.say(`Removed ${what}. To have them back: hartifact restore ${summary.id}`)
      }),
    )
  addExamples(command, ['clear "Login Flow"', 'begin again'])
}
