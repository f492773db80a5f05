import {
  type SessionState,
  type SessionType,
  type SummarySort,
  summarySorts,
} from '@hartifact/core'
import { type Command, Option } from 'commander'
import { action } from '../action.ts'
import { shortIds } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { wholeNumber } from '../options.ts'
import { printSessions } from '../view/session-table.ts'

interface ListFlags {
  readonly sort: SummarySort
  readonly reverse?: boolean
  readonly state?: SessionState
  readonly owner?: string
  readonly label?: string
  readonly link?: string
  readonly type?: SessionType
  readonly trash?: boolean
  readonly limit?: number
  readonly ids?: boolean
}

const states: readonly SessionState[] = ['recording', 'closed', 'crashed', 'degraded']
const types: readonly SessionType[] = ['recording', 'test', 'import', 'duplicate', 'merge', 'split']

/** Texts are read from A to Z; of times and sizes the newest and largest are wanted first. */
const ascending: readonly SummarySort[] = ['name', 'owner', 'state']

/** `hartifact list` */
export function configure(command: Command): void {
  command
    .description(
      'Lists the sessions of the store, newest first. * marks the active session, + those that are pinned.',
    )
    .argument('[name]', 'only names with this in them, or that fit it as a pattern with *')
    .addOption(
      new Option('--sort <by>', 'what to sort by').choices(summarySorts).default('created'),
    )
    .option('--reverse', 'the other way round')
    .addOption(new Option('--state <state>', 'only those in this state').choices(states))
    .option('--owner <name>', 'only those of this owner')
    .option('--label <label>', 'only those with this label')
    .option('--link <link>', 'only those linked to this, as jira:ABC-7')
    .addOption(new Option('--type <type>', 'only those made in this way').choices(types))
    .option('--trash', 'deleted sessions instead')
    .option('--limit <count>', 'at most so many', wholeNumber)
    .option('--ids', 'whole ids')
    .action(
      action(async (context, flags: ListFlags, name: string | undefined) => {
        const { ids, reverse = false, sort, ...rest } = flags
        const store = await context.openStore()
        const descending = ascending.includes(sort) === reverse
        const summaries = await store.summaries({
          ...rest,
          sort,
          descending,
          ...(name !== undefined && { name }),
        })
        if (context.json) {
          return context.document({ store: store.location, sessions: summaries })
        }
        if (summaries.length === 0) {
          const kind = flags.trash ? 'deleted sessions' : 'sessions'
          return context.say(`No such ${kind} in ${store.location}.`)
        }
        if (ids) return printSessions(context, summaries, (id) => id)
        const all = await store.summaries({ trash: flags.trash === true })
        return printSessions(context, summaries, shortIds(all.map(({ id }) => id)))
      }),
    )
  addExamples(
    command,
    ['list', 'all sessions'],
    [
      'list login --sort activity --limit 5',
      'the five that were used last with "login" in the name',
    ],
    ['list --label release-2.5 --json', 'as JSON, for scripts'],
    ['list --trash', 'what can be restored'],
  )
}
