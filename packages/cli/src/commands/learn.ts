import { existsSync } from 'node:fs'
import { learn, type LearntPlace, printProfile } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { findComparable } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { notEmpty } from '../options.ts'
import { printable } from '../ui/printable.ts'
import { countText } from '../ui/size.ts'
import { writeWhole } from '../write-whole.ts'

interface LearnFlags {
  readonly output: string
  readonly profile?: string
}

/** `hartifact learn` */
export function configure(command: Command): void {
  command
    .description(
      'Learns from sessions that did the same what differs between them by nature, and says so, place by place. Sessions of one name are repeats of each other; when all names are different, all are. A profile that is there already is extended, never narrowed.',
    )
    .argument('<sources...>', 'HARs, or names or ids of sessions; three or more are best')
    .requiredOption(
      '-o, --output <file>',
      'the profile, for "hartifact compare --profile"',
      notEmpty,
    )
    .option('--profile <file>', 'one to extend (default: the one that is to be written)')
    .action(
      action(async (context, { output, profile }: LearnFlags, texts: readonly string[]) => {
        const old = profile ?? (existsSync(output) ? output : undefined)
        const sessions = []
        for (const text of texts) sessions.push(await findComparable(context.openStore, text))
        const progress = context.progress('Learning')
        const result = await learn(sessions, {
          store: context.storeFolder,
          ...(old !== undefined && { profile: old }),
        }).finally(() => progress[Symbol.dispose]())
        await writeWhole(output, printProfile(result.profile))
        const { learnt, profile: whole, refused } = result
        if (context.json) {
          return context.document({ output, sessions: whole.sessions, learnt, refused })
        }
        await tell(context, `Learnt to take for noise, at ${places(learnt)}:`, learnt)
        await tell(context, `Not learnt, as it would hide faults, at ${places(refused)}:`, refused)
        if (learnt.length + refused.length === 0) {
          await context.say('Nothing differs between sessions that did the same.')
        }
        const from = countText(whole.sessions, 'session')
        await context.say(`Wrote ${printable(output)}, learnt from ${from}.`)
      }),
    )
  addExamples(
    command,
    ['learn run-1.har run-2.har run-3.har -o profile.json', 'of three runs of the same'],
    ['learn "Login Flow" run-4.har -o profile.json', 'adds what a further run shows'],
  )
}

function places(list: readonly LearntPlace[]): string {
  return countText(list.length, 'place')
}

async function tell(
  { out, say }: Context,
  title: string,
  list: readonly LearntPlace[],
): Promise<void> {
  if (list.length === 0) return
  await say(title)
  let last: string | undefined
  for (const { endpoint, path, what } of list) {
    if (endpoint !== last) await say(`  ${out.styles.bold(printable(endpoint))}`)
    last = endpoint
    await say(`    ${printable(path)}  ${out.styles.dim(printable(what))}`)
  }
}
