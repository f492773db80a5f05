import type { SessionCheck } from '@hartifact/core'
import type { Command } from 'commander'
import { action, findings } from '../action.ts'
import type { Context } from '../context.ts'
import { findSessions } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { streamDocument } from '../ui/json-stream.ts'
import { printable } from '../ui/printable.ts'
import { countText, sizeText } from '../ui/size.ts'
import { quoted } from '../view/summary-line.ts'

/** `hartifact verify` */
export function configure(command: Command): void {
  command
    .description(
      'Reads everything of sessions, checks it against the checksums and hashes it was written with, and says which entries are damaged. Exit code 1 when some are.',
    )
    .argument('[sessions...]', 'their names or ids; without them, all of the store')
    .action(
      action(async (context, _: object, texts: readonly string[]) => {
        let checked = 0
        let damaged = 0
        async function* counted(): AsyncIterable<SessionCheck> {
          for await (const check of checks(context, texts)) {
            checked++
            if (check.problems.length > 0) damaged++
            yield check
          }
        }
        if (context.json) {
          await streamDocument(context.out, {}, 'sessions', counted(), () => ({ checked, damaged }))
        } else {
          for await (const check of counted()) await tell(context, check)
          const result = damaged > 0 ? `${damaged} damaged` : 'none is damaged'
          await context.say(`Checked ${countText(checked, 'session')}, ${result}.`)
        }
        return damaged > 0 ? findings : 0
      }),
    )
  addExamples(
    command,
    ['verify', 'all sessions'],
    ['verify "Login Flow" && echo sound', 'one, in a script'],
  )
}

async function* checks(context: Context, texts: readonly string[]): AsyncIterable<SessionCheck> {
  const store = await context.openStore()
  const sessions = await (texts.length > 0 ? findSessions(store, texts) : store.list())
  using progress = context.progress('Checking')
  for (const [done, session] of sessions.entries()) {
    progress.update(done, sessions.length)
    yield await session.verify()
  }
}

async function tell(
  { out, say }: Context,
  { bodies, bytes, entries, name, problems, state }: SessionCheck,
): Promise<void> {
  const { styles } = out
  const sound = problems.length === 0
  const mark = sound ? styles.green('sound  ') : styles.red('damaged')
  const size = `${countText(entries, 'entry', 'entries')}, ${countText(bodies, 'body', 'bodies')}, ${sizeText(bytes)}`
  await say(`${mark}  ${quoted(name)}  ${styles.dim(`${size}, ${state}`)}`)
  for (const { entry, place, position, what } of problems) {
    const where = position === undefined ? (entry ?? '') : `#${position}`
    await say(`         ${[where, printable(place)].filter(Boolean).join(' ')}: ${printable(what)}`)
  }
}
