import type { LockRecord } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { tableLines } from '../ui/table.ts'
import { relativeTime } from '../ui/time.ts'
import { quoted } from '../view/summary-line.ts'

interface UnlockFlags {
  readonly force?: boolean
  readonly reason?: string
  readonly list?: boolean
}

/** `hartifact unlock` */
export function configure(command: Command): void {
  command
    .description(
      'Takes the lock of a session from its holder. That of a dead process goes by itself; to take it from a living one needs --force, and only the holder and admins of the store may. It is recorded who did so, and why.',
    )
    .argument('<session>', 'its name or id')
    .option('--force', 'also from a process that is alive')
    .option('--reason <text>', 'why, for the record')
    .option('--list', 'only show the locks that there are and were')
    .action(
      action(async (context, { list, ...options }: UnlockFlags, text: string) => {
        const session = await findSession(await context.openStore(), text)
        if (list) {
          const locks = await session.locks()
          if (context.json) return context.document({ locks })
          if (locks.length === 0) return context.say(`${quoted(session.name)} was never locked.`)
          return printLocks(context, locks)
        }
        const lock = await session.unlock(options)
        if (context.json) return context.document({ lock: lock ?? null })
        if (!lock) return context.say(`Nobody holds the lock of ${quoted(session.name)}.`)
        return context.say(`${quoted(session.name)} is unlocked; ${holderText(lock)} held it.`)
      }),
    )
  addExamples(
    command,
    ['unlock "Login Flow" --list', 'who holds it?'],
    ['unlock "Login Flow" --force --reason "the CI job hangs"', 'take it away'],
  )
}

async function printLocks({ out }: Context, locks: readonly LockRecord[]): Promise<void> {
  const { isTerminal, styles, width } = out
  const columns = [
    { title: 'SEGMENT' },
    { title: 'STATE' },
    { title: 'FOR' },
    { title: 'HOLDER', shrinkTo: 12 },
    { title: 'SINCE' },
    { title: 'TAKEN BY', shrinkTo: 12 },
  ]
  const rows = locks.map((lock) => [
    String(lock.segment),
    lock.state,
    lock.purpose,
    holderText(lock),
    since(lock, isTerminal),
    lock.revoked ? [lock.revoked.by, lock.revoked.reason].filter(Boolean).join(': ') : '',
  ])
  for await (const line of tableLines(columns, rows, { width, titleStyle: styles.dim })) {
    await out.line(line)
  }
}

function since({ holder }: LockRecord, isTerminal: boolean): string {
  if (!holder) return ''
  return isTerminal ? relativeTime(holder.at) : holder.at
}

function holderText({ holder }: LockRecord): string {
  if (!holder) return 'somebody'
  const user = holder.user === undefined ? '' : `${holder.user}, `
  return `${user}process ${holder.pid} on ${holder.host}`
}
