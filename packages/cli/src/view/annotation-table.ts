import { describeEntry, type Session } from '@hartifact/core'
import type { Context } from '../context.ts'
import { annotationsOf, type PlacedAnnotation } from '../find-annotation.ts'
import { streamDocument } from '../ui/json-stream.ts'
import { colourStyle } from '../ui/styles.ts'
import { type Cell, type Column, tableLines } from '../ui/table.ts'
import { relativeTime } from '../ui/time.ts'
import { annotationText } from './entry-table.ts'
import { quoted } from './summary-line.ts'

const columns: readonly Column[] = [
  { title: 'ID' },
  { title: '#', align: 'right' },
  { title: 'COLOR' },
  { title: 'REMARK', shrinkTo: 20 },
  { title: 'AUTHOR', shrinkTo: 8, dispensable: 1 },
  { title: 'AT', dispensable: 2 },
  { title: 'ABOUT', shrinkTo: 16 },
]

/** Prints all remarks of a session. */
export async function printAnnotations(context: Context, session: Session): Promise<void> {
  const { json, out } = context
  const found = annotationsOf(session)
  if (json) {
    const head = { session: { id: session.id, name: session.name } }
    return streamDocument(out, head, 'annotations', documents(found))
  }
  const { isTerminal, styles, width } = out
  let count = 0
  async function* rows(): AsyncIterable<Cell[]> {
    for await (const { about, annotation } of found) {
      count++
      const { at, author, color, id } = annotation
      yield [
        { text: isTerminal ? id.slice(0, 8) : id, style: styles.dim },
        about ? String(about.position) : '',
        { text: color ?? '', style: colourStyle(styles, color) },
        annotationText(annotation),
        author ?? '',
        isTerminal ? relativeTime(at) : at,
        about ? describeEntry(about.entry, { url: 'full' }) : 'the session',
      ]
    }
  }
  for await (const line of tableLines(columns, rows(), { width, titleStyle: styles.dim })) {
    await out.line(line)
  }
  if (count === 0) await out.line(`Nothing was said about ${quoted(session.name)}.`)
}

async function* documents(found: AsyncIterable<PlacedAnnotation>): AsyncIterable<object> {
  for await (const { about, annotation } of found) {
    const entry = about && { id: about.entry.id, position: about.position }
    yield { ...(entry && { entry }), ...annotation }
  }
}
