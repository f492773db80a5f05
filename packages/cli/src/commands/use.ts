import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { quoted, summaryLine } from '../view/summary-line.ts'

/** `hartifact use` */
export function configure(command: Command): void {
  command
    .description(
      'Makes a session the active one, or says which it is. Exchanges in flight stay with the session that was active when they began.',
    )
    .argument('[session]', 'its name or id; without it, the active session is shown')
    .action(
      action(async (context, _: object, name: string | undefined) => {
        const store = await context.openStore()
        if (name === undefined) {
          const active = await (await store.active())?.summary()
          if (context.json) return context.document({ session: active ?? null })
          return context.say(active ? summaryLine(active, context.out) : 'No session is active.')
        }
        const session = await store.use((await findSession(store, name)).id)
        const summary = await session.summary()
        if (context.json) return context.document({ session: summary })
        return context.say(`${quoted(summary.name)} is the active session now.`)
      }),
    )
  addExamples(
    command,
    ['use "Login Flow"', 'record into this one from now on'],
    ['use', 'which one is it?'],
  )
}
