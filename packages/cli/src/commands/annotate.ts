import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { HartifactError, printQuery, type Remark, type Session } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { findAnnotation } from '../find-annotation.ts'
import { findEntries } from '../find-entry.ts'
import { findSession } from '../find-session.ts'
import { addExamples, hintAtUnknownOption, queryHint } from '../help.ts'
import { mediaTypeOf } from '../media-type-of.ts'
import { collect } from '../options.ts'
import { addRemarkOptions, type RemarkFlags, remarkOf, signed } from '../remark-flags.ts'
import { countText } from '../ui/size.ts'
import { printAnnotations } from '../view/annotation-table.ts'
import { quoted } from '../view/summary-line.ts'

interface AnnotateFlags extends RemarkFlags {
  readonly entry?: readonly string[]
  readonly attach?: string
  readonly edit?: string
  readonly remove?: string
  readonly list?: boolean
}

/** `hartifact annotate` */
export function configure(command: Command): void {
  command
    .description(
      'Says something about a session, or about those of its entries that a query matches: a note, a colour, tags, links, a file. It is exported and imported with the session.',
    )
    .argument('<session>', 'its name or id')
    .argument('[query]', 'which entries, as in "hartifact search"; without it, the session itself')
    .option('--entry <number>', 'this entry, by its number in "show"; may be repeated', collect)
  addRemarkOptions(command)
    .option('--attach <file>', 'a file to keep with it, as a screenshot')
    .option('--edit <id>', 'change this remark instead of adding one')
    .option('--remove <id>', 'remove this remark')
    .option('--list', 'show all remarks, with their ids')
    .action(
      action(async (context, flags: AnnotateFlags, text: string, query: string | undefined) => {
        const session = await findSession(await context.openStore(), text)
        if (flags.list) return printAnnotations(context, session)
        if (flags.remove !== undefined) return remove(context, session, flags.remove)
        if (flags.edit !== undefined) return edit(context, session, flags.edit, flags)
        return add(context, session, await filterOf(session, query, flags.entry), flags)
      }),
    )
  hintAtUnknownOption(command, queryHint)
  addExamples(
    command,
    ["annotate 'Login Flow' --note 'release 2.5, staging'", 'the session'],
    [
      "annotate 'Login Flow' 'method:POST url:**/login' --note 'issues the CSRF token' --color red --tag bug",
      'some of its entries',
    ],
    ["annotate 'Login Flow' --entry 3 --attach screenshot.png", 'a file with one entry'],
    ["annotate 'Login Flow' --list", 'what was said'],
  )
}

async function add(
  context: Context,
  session: Session,
  filter: string | undefined,
  flags: AnnotateFlags,
): Promise<void> {
  const remark = remarkOf(flags)
  if (flags.attach !== undefined) return attach(context, session, filter, flags.attach, remark)
  if (!remark) throw nothingSaid()
  const said = signed(remark)
  const annotated = await (filter === undefined
    ? session.annotate(said)
    : session.annotate(filter, said))
  if (context.json) return context.document({ session: idAndName(session), annotated })
  const target = filter === undefined ? '' : `${countText(annotated, 'entry', 'entries')} of `
  return context.say(`Annotated ${target}${quoted(session.name)}.`)
}

async function attach(
  context: Context,
  session: Session,
  filter: string | undefined,
  file: string,
  remark: Remark | undefined,
): Promise<void> {
  const attached = await session.attach(
    {
      ...signed(remark ?? {}),
      name: basename(file),
      content: await readAttachment(file),
      contentType: mediaTypeOf(file),
    },
    filter,
  )
  if (context.json) return context.document({ session: idAndName(session), attached })
  const target = filter === undefined ? '' : 'entries of '
  return context.say(`Attached ${quoted(basename(file))} to ${target}${quoted(session.name)}.`)
}

async function edit(
  context: Context,
  session: Session,
  text: string,
  flags: AnnotateFlags,
): Promise<void> {
  const remark = remarkOf(flags)
  if (!remark) throw nothingSaid()
  const id = await findAnnotation(session, text)
  await session.editAnnotation(id, remark)
  if (context.json) return context.document({ session: idAndName(session), edited: id })
  return context.say(`Changed the remark ${id} of ${quoted(session.name)}.`)
}

async function remove(context: Context, session: Session, text: string): Promise<void> {
  const id = await findAnnotation(session, text)
  await session.removeAnnotation(id)
  if (context.json) return context.document({ session: idAndName(session), removed: id })
  return context.say(`Removed the remark ${id} of ${quoted(session.name)}.`)
}

/** The query for the entries that are meant; undefined when it is the session. */
async function filterOf(
  session: Session,
  query: string | undefined,
  entries: readonly string[] | undefined,
): Promise<string | undefined> {
  if (!entries) return query
  if (query !== undefined) {
    throw new HartifactError('INVALID_ARGUMENT', 'Both a query and --entry say what is meant.', {
      fix: 'Give one of them.',
    })
  }
  const found = await findEntries(session, entries)
  const values = found.map(({ entry }) => entry.id)
  return printQuery({ terms: [{ key: 'id', values, negated: false }], texts: [] })
}

async function readAttachment(file: string): Promise<Uint8Array> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `The file ${file} cannot be read.`, {
      fix: (cause as Error).message,
      cause,
    })
  }
}

function nothingSaid(): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', 'There is nothing to say.', {
    fix: 'Give --note, --color, --tag, --link or --attach; --list shows what was said before.',
  })
}

function idAndName({ id, name }: Session): { id: string; name: string } {
  return { id, name }
}
