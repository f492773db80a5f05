import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSessions } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact pin` */
export function configure(command: Command): void {
  command
    .description('Keeps sessions for good: "hartifact prune" leaves them.')
    .argument('<sessions...>', 'their names or ids')
    .action(pinning(true))
  addExamples(command, ['pin "Before release 2.5"', 'keep it, however many runs follow'])
}

/** The action of `pin` and of `unpin`. */
export function pinning(pinned: boolean): ReturnType<typeof action> {
  return action(async (context, _: object, texts: readonly string[]) => {
    const sessions = await findSessions(await context.openStore(), texts)
    for (const session of sessions) await (pinned ? session.pin() : session.unpin())
    const summaries = await Promise.all(sessions.map((session) => session.summary()))
    if (context.json) return context.document({ sessions: summaries })
    for (const { name } of summaries) {
      await context.say(`${quoted(name)} is ${pinned ? 'pinned' : 'no longer pinned'}.`)
    }
  })
}
