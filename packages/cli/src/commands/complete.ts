import { existsSync } from 'node:fs'
import { openStore } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import { type Candidate, complete } from '../completion/candidates.ts'
import { quoteForBash } from '../completion/quote-for-bash.ts'
import { loadCommand } from '../lazy-command.ts'
import { printable } from '../ui/printable.ts'
import { countText } from '../ui/size.ts'

/** `hartifact __complete`: what the scripts of `hartifact completion` ask. */
export function configure(command: Command): void {
  command
    .argument('<shell>')
    .argument('[words...]')
    .action(
      action(async ({ out }, _: object, shell: string, words: readonly string[]) => {
        const typed = typedWords(shell, words)
        const sources = { load: loadCommand, sessions: sessionNames }
        const { candidates, files } = await complete(command.parent ?? command, typed, sources)
        await out.line(files ? 'files' : 'words')
        for (const { text, what } of candidates) {
          const word = shell === 'bash' ? quoteForBash(text, words.at(-1) ?? '') : text
          await out.line(`${word}\t${printable(what)}`)
        }
      }),
    )
}

/** Bash gives the words as they were typed; zsh and fish have read them already. */
function typedWords(shell: string, words: readonly string[]): readonly string[] {
  if (shell !== 'bash') return words
  return words.map((word) => word.replaceAll(/\\(.)|["']/gs, '$1'))
}

async function sessionNames(
  store: string | undefined,
  trash: boolean,
): Promise<readonly Candidate[]> {
  const folder = store ?? (process.env['HARTIFACT_STORE'] || '.hartifact')
  if (!existsSync(folder)) return []
  await using opened = await openStore(folder)
  const summaries = await opened.summaries({ sort: 'created', descending: true, trash })
  const names = new Set<string>()
  return summaries.flatMap(({ id, name, requests }) => {
    const what = countText(requests, 'request')
    // A second one of that name, or a name that a shell cannot take, has its id only.
    if (names.has(name) || printable(name) !== name) return [{ text: id, what: `${name}, ${what}` }]
    names.add(name)
    return [{ text: name, what }]
  })
}
