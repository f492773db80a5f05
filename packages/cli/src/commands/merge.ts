import { existsSync } from 'node:fs'
import { HartifactError } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { findSessions } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { printable } from '../ui/printable.ts'
import { countText } from '../ui/size.ts'
import { summaryLine } from '../view/summary-line.ts'

/** `hartifact merge` */
export function configure(command: Command): void {
  command
    .description(
      'With --as, makes one session of several, in the order of time. Without it, takes the sessions of other stores into this one, as those of the shards of a CI run; what is there already is left alone.',
    )
    .argument('<sources...>', 'names or ids of sessions, or folders of stores')
    .option('--as <name>', 'name of the session that is made')
    .action(
      action((context, { as }: { readonly as?: string }, sources: readonly string[]) =>
        as === undefined ? unite(context, sources) : merge(context, sources, as),
      ),
    )
  addExamples(
    command,
    ['merge Login Checkout --as "The whole purchase"', 'one session of two'],
    ['merge shard-1/.hartifact shard-2/.hartifact', 'the stores of two CI shards'],
  )
}

async function merge(context: Context, names: readonly string[], as: string): Promise<void> {
  const store = await context.openStore()
  const sessions = await findSessions(store, names)
  const merged = await store.merge(
    sessions.map(({ id }) => id),
    { as },
  )
  const summary = await merged.summary()
  if (context.json) return context.document({ session: summary })
  return context.say(`Made ${summaryLine(summary, context.out)}.`)
}

async function unite(context: Context, folders: readonly string[]): Promise<void> {
  const missing = folders.find((folder) => !existsSync(folder))
  if (missing !== undefined) {
    throw new HartifactError('NAME_NOT_FOUND', `There is no store at ${missing}.`, {
      fix: 'Check the path. To make one session of several, add --as NAME.',
    })
  }
  const store = await context.openStore({ create: true })
  using progress = context.progress('Taking sessions over')
  const { added, present, skipped } = await store.unite(folders, {
    onProgress: ({ done, total }) => progress.update(done, total),
  })
  if (context.json) return context.document({ added, present, skipped })
  const there = present.length > 0 ? `, ${present.length} were there already` : ''
  await context.say(`Added ${countText(added.length, 'session')}${there}.`)
  for (const { id, reason } of skipped) {
    await context.say(`Left out ${printable(id)}: ${printable(reason)}`)
  }
}
