import type { SessionSummary } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import { addExamples } from '../help.ts'
import { wholeNumber } from '../options.ts'
import { countText, sizeText } from '../ui/size.ts'
import { printSessions } from '../view/session-table.ts'

interface PruneFlags {
  readonly keep: number
  readonly trashDays: number
  readonly dryRun?: boolean
}

/** `hartifact prune` */
export function configure(command: Command): void {
  command
    .description(
      'Moves old sessions of tests to the trash, and removes from it what was deleted long ago. Of each test the last runs stay, each with its retries, and everything that is pinned, was made by hand, or is being recorded.',
    )
    .option('--keep <runs>', 'runs of each test that stay', wholeNumber, 10)
    .option('--trash-days <days>', 'days that deleted sessions stay in the trash', wholeNumber, 7)
    .option('--dry-run', 'only say what would go')
    .action(
      action(async (context, flags: PruneFlags) => {
        const { dryRun = false } = flags
        const store = await context.openStore()
        const { kept, purged, removed } = await store.prune(flags)
        if (context.json) return context.document({ removed, purged, kept, dryRun })
        if (removed.length > 0) await printSessions(context, removed)
        const would = dryRun ? 'Would move' : 'Moved'
        await context.say(
          `${would} ${amount(removed)} to the trash, ${kept.toLocaleString('en-US')} ${dryRun ? 'would stay' : 'stay'}.`,
        )
        if (purged.length === 0) return
        await context.say(
          `${dryRun ? 'Would remove' : 'Removed'} ${amount(purged)} from the trash for good.`,
        )
      }),
    )
  addExamples(
    command,
    ['prune --dry-run', 'what would go?'],
    ['prune --keep 3', 'the last three runs of each test are enough'],
  )
}

function amount(summaries: readonly SessionSummary[]): string {
  const size = summaries.reduce((sum, summary) => sum + summary.size, 0)
  return `${countText(summaries.length, 'session')} (${sizeText(size)})`
}
