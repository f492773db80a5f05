import { createParser } from 'eventsource-parser'
import type { Tree } from '../tree.ts'
import { dataTree } from './data-tree.ts'

/** The events of `text/event-stream`, in order, with their data parsed. */
export function eventsTree(text: string): Tree {
  const events: Tree[] = []
  const parser = createParser({
    onEvent: ({ event = 'message', id, data }) => {
      events.push({ event, data: dataTree(data), ...(id !== undefined && { id }) })
    },
  })
  // The parser takes a lone carriage return for the end of a line, too, but slowly.
  parser.feed(text.replace(/\r\n?/g, '\n'))
  // An event that the end of the stream cut off has no empty line behind it.
  parser.feed('\n\n')
  return events
}
