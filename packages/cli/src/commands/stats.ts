import type { Command } from 'commander'
import { action } from '../action.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printStats } from '../view/stats-view.ts'

/** `hartifact stats` */
export function configure(command: Command): void {
  command
    .description(
      'Counts a session by status, method, host and type, with durations, the slowest requests, and how it went over time.',
    )
    .argument('<session>', 'its name or id')
    .action(
      action(async (context, _: object, text: string) => {
        const session = await findSession(await context.openStore(), text)
        const [summary, stats] = [await session.summary(), await session.stats()]
        if (context.json) return context.document({ session: summary, stats })
        return printStats(context.out, summary, stats)
      }),
    )
  addExamples(
    command,
    ['stats "Login Flow"', 'figures and bars'],
    ['stats "Login Flow" --json', 'all figures, raw'],
  )
}
