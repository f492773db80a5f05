import { type Entry, HartifactError, type Session } from '@hartifact/core'
import { type Command, Option } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { annotationsOf, findAnnotation } from '../find-annotation.ts'
import { findEntry } from '../find-entry.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { streamDocument } from '../ui/json-stream.ts'
import { primed } from '../ui/primed.ts'
import { printable } from '../ui/printable.ts'
import { bodyDocument } from '../view/body-view.ts'
import { annotationText, type PlacedEntry, printEntries } from '../view/entry-table.ts'
import { printEntry } from '../view/entry-view.ts'
import { summaryLine } from '../view/summary-line.ts'

interface ShowFlags {
  readonly filter?: string
  readonly full?: boolean
  readonly raw?: boolean
  readonly wire?: boolean
  readonly part?: 'request' | 'response'
  readonly attachment?: string
}

/** `hartifact show` */
export function configure(command: Command): void {
  command
    .description('Shows the entries of a session as a table, or one entry with all there is of it.')
    .argument('<session>', 'its name or id')
    .argument('[entry]', 'number of an entry in the table, or its id')
    .option('--filter <query>', 'only the entries that this query matches')
    .option('--full', 'of one entry, bodies of any length')
    .option('--raw', 'of one entry, only the bytes of a body, decoded')
    .addOption(
      new Option('--part <part>', 'whose body, with --raw (default: response)').choices([
        'request',
        'response',
      ]),
    )
    .option('--wire', 'with --raw, the bytes as they were on the wire')
    .option('--attachment <id>', 'only the file that is kept with this remark')
    .action(
      action(async (context, flags: ShowFlags, text: string, which: string | undefined) => {
        checkFlags(flags, which)
        const session = await findSession(await context.openStore(), text)
        if (flags.attachment !== undefined) {
          return writeAttachment(context, session, flags.attachment)
        }
        if (which === undefined) return showAll(context, session, flags.filter)
        const placed = await findEntry(session, which)
        if (flags.raw) return writeRaw(context, session, placed.entry, flags)
        if (context.json) return context.document(await documentOf(session, placed))
        return printEntry(context, session, placed, flags.full === true)
      }),
    )
  addExamples(
    command,
    ['show "Login Flow"', 'all entries'],
    ["show 'Login Flow' --filter 'method:POST status:4xx,5xx'", 'the POST requests that failed'],
    ['show "Login Flow" 12', 'all of entry 12'],
    ['show "Login Flow" 12 --raw > image.png', 'the body of its response'],
    ['show "Login Flow" 12 --raw --part request', 'what the client sent'],
  )
}

/** An option without what it is for would do nothing, and not be noticed. */
function checkFlags({ full, part, raw, wire }: ShowFlags, which: string | undefined): void {
  if (which === undefined && (full || raw)) {
    throw new HartifactError('INVALID_ARGUMENT', '--raw and --full are for one entry.', {
      fix: 'Give its number behind the session.',
    })
  }
  if (!raw && (part ?? wire) !== undefined) {
    throw new HartifactError(
      'INVALID_ARGUMENT',
      '--part and --wire say which bytes --raw writes.',
      {
        fix: 'Add --raw.',
      },
    )
  }
}

async function showAll(
  context: Context,
  session: Session,
  filter: string | undefined,
): Promise<void> {
  const summary = await session.summary()
  const entries = await primed(placedEntries(session, filter))
  const { out } = context
  if (context.json) {
    return streamDocument(out, { session: summary }, 'entries', documents(entries))
  }
  await out.line(summaryLine(summary, out))
  for (const annotation of session.annotations) {
    await out.line(`  ${printable(annotationText(annotation))}`)
  }
  await out.line()
  return printEntries(context, entries)
}

async function* documents(entries: AsyncIterable<PlacedEntry>): AsyncIterable<object> {
  for await (const { entry, position } of entries) yield { position, ...entry }
}

/** Entries with their positions in the whole session. */
async function* placedEntries(
  session: Session,
  filter: string | undefined,
): AsyncIterable<PlacedEntry> {
  if (filter !== undefined) {
    yield* session.search(filter)
    return
  }
  let position = 0
  for await (const entry of session.entries()) yield { entry, position: position++ }
}

async function documentOf(session: Session, { entry, position }: PlacedEntry): Promise<object> {
  const request = await bodyDocument(session, entry.request)
  const response = await bodyDocument(session, entry.response)
  return {
    session: { id: session.id, name: session.name },
    position,
    entry,
    bodies: { ...(request && { request }), ...(response && { response }) },
  }
}

async function writeRaw(
  { out }: Context,
  session: Session,
  entry: Entry,
  { part = 'response', wire }: ShowFlags,
): Promise<void> {
  const side = entry[part]
  await out.write(wire ? await session.body(side?.body) : await session.decoded(side))
}

async function writeAttachment({ out }: Context, session: Session, text: string): Promise<void> {
  const id = await findAnnotation(session, text)
  for await (const { annotation } of annotationsOf(session)) {
    if (annotation.id !== id || !annotation.attachment) continue
    await out.write(await session.body(annotation.attachment.body))
    return
  }
  throw new HartifactError('NAME_NOT_FOUND', `No file is kept with the remark ${id}.`, {
    fix: '"hartifact annotate SESSION --list" shows the remarks and what is kept with them.',
  })
}
