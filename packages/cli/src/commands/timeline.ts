import { describeEntry, type TimelineItem } from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import type { Context } from '../context.ts'
import { findSession } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { streamDocument } from '../ui/json-stream.ts'
import { printable } from '../ui/printable.ts'
import { colourStyle, outcomeStyle } from '../ui/styles.ts'
import { clockTime } from '../ui/time.ts'
import { annotationText } from '../view/entry-table.ts'

/** So many of the entries of a remark are named; --json has all. */
const named = 10

/** `hartifact timeline` */
export function configure(command: Command): void {
  command
    .description(
      'Shows requests, remarks, attachments and steps of a session in the order of time.',
    )
    .argument('<session>', 'its name or id')
    .action(
      action(async (context, _: object, text: string) => {
        const session = await findSession(await context.openStore(), text)
        const items = await session.timeline()
        if (!context.json) return print(context, items)
        const head = { session: { id: session.id, name: session.name } }
        return streamDocument(context.out, head, 'items', items)
      }),
    )
  addExamples(
    command,
    ['timeline "Login Flow"', 'what happened, and what was said about it'],
    ['timeline "Login Flow" --json', 'for scripts'],
  )
}

async function print({ out }: Context, items: readonly TimelineItem[]): Promise<void> {
  const { styles } = out
  const positions = new Map(
    items.flatMap((item) => (item.kind === 'entry' ? [[item.entry.id, item.position]] : [])),
  )
  for (const item of items) {
    if (out.closed) return
    const at = out.isTerminal ? clockTime(item.at) : item.at
    await out.line(`${styles.dim(at)}  ${textOf(item, out, positions)}`)
  }
}

function textOf(
  item: TimelineItem,
  { styles }: Context['out'],
  positions: ReadonlyMap<string, number>,
): string {
  switch (item.kind) {
    case 'entry': {
      const { entry, position } = item
      const style = outcomeStyle(styles, entry.response?.status, entry.failure !== undefined)
      return `${style(`#${position}`)}  ${describeEntry(entry, { url: 'full' })}`
    }
    case 'step-begin':
      return styles.bold(`step "${printable(item.step.title)}" begins`)
    case 'step-end':
      return styles.bold(`step "${printable(item.step.title)}" ends`)
    default: {
      const { annotation, entries, kind } = item
      const rest = entries.length - named
      const about = [
        ...entries.slice(0, named).map((id) => `#${positions.get(id) ?? id}`),
        ...(rest > 0 ? [`and ${rest.toLocaleString('en-US')} more`] : []),
      ].join(' ')
      const by = annotation.author === undefined ? '' : ` by ${annotation.author}`
      const text = `${kind}${by}${about ? ` on ${about}` : ''}: ${annotationText(annotation)}`
      return colourStyle(styles, annotation.color)(printable(text))
    }
  }
}
