import type { Tree, TreeObject } from '../tree.ts'
import { groupByName } from './group-by-name.ts'
import { firstWord, parametersOf, splitOutside } from './header-parameters.ts'

/**
 * `{ type: 'text/html', charset: 'utf-8' }` (RFC 9110 §8.3.1). The boundary of a multipart body is
 * left out: it means nothing, and is another one every time.
 */
export function mediaTypeTree(value: string): Tree {
  const { boundary: _, ...parameters } = parametersOf(value)
  const { charset } = parameters as { readonly charset?: string }
  return {
    type: firstWord(value),
    ...parameters,
    ...(charset !== undefined && { charset: charset.toLowerCase() }),
  }
}

/** `{ type: 'attachment', filename: 'report.pdf' }` (RFC 6266). */
export function dispositionTree(value: string): Tree {
  return { type: firstWord(value), ...parametersOf(value) }
}

/** `[{ href: '/orders?page=2', rel: 'next' }]`, sorted by target (RFC 8288 §3). */
export function linkTree(value: string): Tree {
  const links = splitOutside(value, ',').map((link) => {
    const [, href = link, rest = ''] = /^<([^>]*)>(.*)$/s.exec(link) ?? []
    return { href, ...parametersOf(rest) }
  })
  return links.toSorted((one, other) => (one.href < other.href ? -1 : 1))
}

/** `{ db: { dur: 53.2, desc: 'query' } }` (Server Timing §4). */
export function serverTimingTree(value: string): Tree {
  return groupByName(
    splitOutside(value, ',').map((metric) => [metric.split(';', 1)[0]!.trim(), timing(metric)]),
  )
}

function timing(metric: string): TreeObject {
  const { dur, ...rest } = parametersOf(metric)
  const duration = Number(dur)
  return { ...(dur !== undefined && { dur: Number.isNaN(duration) ? dur : duration }), ...rest }
}
