import type { Command } from 'commander'
import { action } from '../action.ts'
import { addExamples } from '../help.ts'
import { collect } from '../options.ts'
import { quoted } from '../view/summary-line.ts'

interface CreateFlags {
  readonly owner?: string
  readonly label?: readonly string[]
  readonly link?: readonly string[]
  readonly activate: boolean
}

/** `hartifact create` */
export function configure(command: Command): void {
  command
    .description(
      'Makes an empty session. It is the active one from then on: proxies that follow the active session record into it.',
    )
    .argument('<name>', 'its name, which need not be unique')
    .option('--owner <name>', 'whose it is (default: your login name)')
    .option('--label <label>', 'a word to find it by; may be repeated', collect)
    .option('--link <link>', 'what it belongs to, as jira:ABC-7 or a URL; may be repeated', collect)
    .option('--no-activate', 'leave the active session as it is')
    .action(
      action(async (context, { activate, label, link, owner }: CreateFlags, name: string) => {
        const store = await context.openStore({ create: true })
        const session = await store.create(name, {
          activate,
          ...(owner !== undefined && { owner }),
          ...(label && { labels: label }),
          ...(link && { links: link }),
        })
        const summary = await session.summary()
        if (context.json) return context.document({ session: summary })
        const active = summary.active ? ', which is the active session now' : ''
        return context.say(`Created ${quoted(summary.name)}${active}.`)
      }),
    )
  addExamples(
    command,
    ['create "Login Flow"', 'a session that is active at once'],
    ['create "API v2 Migration" --label release-2.5 --link jira:ABC-7', 'with what it is for'],
    ['create Later --no-activate', 'one for later'],
  )
}
