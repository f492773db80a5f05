import type { Command } from 'commander'
import { action } from '../action.ts'
import { findDeletedOrCleared } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { summaryLine } from '../view/summary-line.ts'

/** `hartifact restore` */
export function configure(command: Command): void {
  command
    .description(
      'Brings a deleted session back from the trash, or the entries of one that was cleared.',
    )
    .argument('<session>', 'its name (the last one of that name that was deleted) or id')
    .action(
      action(async (context, _: object, text: string) => {
        const store = await context.openStore()
        const session = await store.restore(await findDeletedOrCleared(store, text))
        const summary = await session.summary()
        if (context.json) return context.document({ session: summary })
        return context.say(`Restored ${summaryLine(summary, context.out)}.`)
      }),
    )
  addExamples(
    command,
    ['list --trash', 'what there is'],
    ['restore "Login Flow"', 'have it, or its entries, back'],
  )
}
