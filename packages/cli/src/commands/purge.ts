import type { SessionSummary } from '@hartifact/core'
import type { Command } from 'commander'
import { action, findings } from '../action.ts'
import { findDeleted } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { countText, sizeText } from '../ui/size.ts'

/** `hartifact purge` */
export function configure(command: Command): void {
  command
    .description('Removes deleted sessions from the disk for good.')
    .argument('[session]', 'name or id of a deleted session; without it, all that are in the trash')
    .option('--yes', 'do not ask')
    .action(
      action(async (context, { yes }: { readonly yes?: boolean }, text: string | undefined) => {
        const store = await context.openStore()
        const id = text === undefined ? undefined : await findDeleted(store, text)
        const count = (await store.summaries({ trash: true })).length
        const what = text === undefined ? countText(count, 'deleted session') : `"${text}"`
        const isNeeded = text !== undefined || count > 0
        if (isNeeded && !(await context.confirm(`Remove ${what} for good?`, yes))) return findings
        const purged = await store.purge(id)
        await (context.json ? context.document({ purged }) : context.say(sentence(purged)))
        return 0
      }),
    )
  addExamples(
    command,
    ['purge', 'empty the trash, after a question'],
    ['purge "Login Flow" --yes', 'one session, without being asked'],
  )
}

function sentence(purged: readonly SessionSummary[]): string {
  if (purged.length === 0) return 'The trash is empty.'
  const size = purged.reduce((sum, summary) => sum + summary.size, 0)
  return `Removed ${countText(purged.length, 'deleted session')}, ${sizeText(size)}.`
}
