import type { SearchHit, SessionStore } from '@hartifact/core'
import type { Command } from 'commander'
import { action, findings } from '../action.ts'
import type { Context } from '../context.ts'
import { findSessions } from '../find-session.ts'
import { addExamples, hintAtUnknownOption, queryHint } from '../help.ts'
import { collect, wholeNumber } from '../options.ts'
import { streamDocument } from '../ui/json-stream.ts'
import { countText } from '../ui/size.ts'
import { printHit } from '../view/hit-view.ts'

interface SearchFlags {
  readonly session?: readonly string[]
  readonly limit?: number
}

/** `hartifact search` */
export function configure(command: Command): void {
  command
    .description(
      'Searches all sessions, or some, and says where the words were found. Exit code 1 when nothing was.',
    )
    .argument('<query>', 'words, "phrases" and conditions; all of them must fit')
    .option('--session <session>', 'only in this one; may be repeated', collect)
    .option('--limit <count>', 'stop after so many', wholeNumber)
    .action(
      action(async (context, flags: SearchFlags, query: string) => {
        const store = await context.openStore()
        let count = 0
        async function* counted(): AsyncIterable<SearchHit> {
          for await (const hit of hits(context, store, query, flags)) {
            count++
            yield hit
          }
        }
        if (context.json) {
          const tail = (): object => ({ count })
          await streamDocument(context.out, { query }, 'hits', counted(), tail)
        } else {
          await print(context, counted())
          await context.say(
            count === 0 ? 'Nothing was found.' : `Found ${countText(count, 'entry', 'entries')}.`,
          )
        }
        return count === 0 ? findings : 0
      }),
    )
    .addHelpText('after', language)
  hintAtUnknownOption(command, queryHint)
  addExamples(
    command,
    ["search 'race condition'", 'two words, in any place'],
    [`search '"race condition" status:5xx'`, 'a phrase, in what failed'],
    ["search 'tag:bug color:red' --session 'Login Flow'", 'what was marked in one session'],
    ["search 'in:body csrf_token' --json", 'in bodies only, as JSON'],
    ['search --limit 5 -- -status:2xx', 'a query that begins with - comes last, after --'],
  )
}

async function* hits(
  context: Context,
  store: SessionStore,
  query: string,
  { limit, session }: SearchFlags,
): AsyncIterable<SearchHit> {
  using progress = context.progress('Searching')
  const sessions = session && (await findSessions(store, session)).map(({ id }) => id)
  yield* store.search(query, {
    ...(sessions && { sessions }),
    ...(limit !== undefined && { limit }),
    onProgress: ({ done, sessions: total }) => progress.update(done, total),
  })
}

async function print(context: Context, found: AsyncIterable<SearchHit>): Promise<void> {
  let session: string | undefined
  for await (const hit of found) {
    if (context.out.closed) return
    await printHit(context.out, hit, session !== hit.session.id)
    session = hit.session.id
  }
}

const language = `
Queries:
  words "a phrase"         in URL, headers, decoded bodies, messages, notes, failures
  in:body words            only there: url headers body message annotation failure
  method:GET,POST          a comma gives alternatives
  status:5xx -status:503   - turns a condition round
  host:api.* url:**/login  patterns; path: without query
  type:json                media type of the response
  size:>100kb time:>500ms  bodies both ways; duration
  header:x-id=7            name, or name and value
  tag:bug color:red note:slow author:ada link:jira:*
  has:note                 also tag color attachment link body messages failure …
  from:2026-03-01 to:2026-03-02T12:00:00Z
  failed:yes step:pay id:…`
