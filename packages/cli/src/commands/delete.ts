import type { SessionSummary } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSessions } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printable } from '../ui/printable.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact delete` */
export function configure(command: Command): void {
  command
    .description('Moves sessions to the trash of the store, from where they can be restored.')
    .argument('<sessions...>', 'their names or ids')
    .action(
      action(async (context, _: object, texts: readonly string[]) => {
        // All of them are looked for before the first is deleted.
        const sessions = await findSessions(await context.openStore(), texts)
        const deleted: SessionSummary[] = []
        for (const session of sessions) {
          deleted.push(await session.summary())
          await session.delete()
        }
        if (context.json) return context.document({ deleted })
        for (const { id, name } of deleted) {
          await context.say(
            `Deleted ${quoted(name)}. To have it back: hartifact restore ${printable(id)}`,
          )
        }
      }),
    )
  addExamples(
    command,
    ['delete "Login Flow"', 'the newest of that name'],
    ['delete 0197c3f2 "API v2 Migration"', 'several, by name or beginning of the id'],
  )
}
