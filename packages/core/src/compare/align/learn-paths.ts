import { groupBy } from '../group-by.ts'
import { learnBehaviour, type ReadBudget, type SegmentPlace } from './learn-behaviour.ts'
import { learnForms } from './learn-forms.ts'
import { isReserved, maskSegment } from './mask-segment.ts'
import type { PathUse, SegmentUse } from './segment-uses.ts'

/** Segments beyond are kept as they are. */
const deepest = 32
/** More texts at one place are judged by their own form only. */
const mostTexts = 20_000

/** Knows the template of every path. */
export interface PathTemplates {
  /**
   * @param host - as names show it
   * @param path - as sent
   */
  templateOf(host: string, path: string): string
}

/**
 * Learns which segments of paths are variable. It goes down level by level, and looks at all texts
 * that follow the same template.
 *
 * @param uses - with the host as prefix
 * @param samples - number of samples
 */
export function learnPaths(uses: readonly PathUse[], samples: number): PathTemplates {
  const learnt = new Map<string, Map<string, string>>()
  const budget: ReadBudget = { bodies: 1000 }
  let active = uses
  for (let depth = 0; depth < deepest && active.length > 0; depth++) {
    const groups = groupBy(active, ({ prefix }) => prefix)
    for (const [prefix, group] of groups) {
      const before = depth === 0 ? '' : lastOf(prefix)
      const pieces = learnPlace(group, { depth, before, samples }, budget)
      learnt.set(prefix, pieces)
      for (const use of group) use.prefix = `${prefix}/${pieces.get(use.parts[depth]!)}`
    }
    active = active.filter(({ parts }) => parts.length > depth + 1)
  }
  return {
    templateOf(host, path) {
      const parts = path.split('/').slice(1)
      let template = ''
      for (const [depth, raw] of parts.entries()) {
        if (depth >= deepest) return `${template}/${parts.slice(depth).map(shown).join('/')}`
        const part = decodePart(raw)
        const pieces = learnt.get(host + template)
        template += `/${pieces?.get(part) ?? shown(maskSegment(part, lastOf(template)))}`
      }
      return template
    },
  }
}

function learnPlace(
  group: readonly PathUse[],
  place: SegmentPlace,
  budget: ReadBudget,
): Map<string, string> {
  const uses = segmentUses(group, place.depth)
  const pieces = new Map(uses.map(({ text, piece }) => [text, shown(piece)]))
  const words = uses.filter(({ text, piece }) => text === piece && text !== '' && !isReserved(text))
  if (uses.length < 2 || uses.length > mostTexts) return pieces
  for (const [text, piece] of learnForms(uses, words, place.samples)) pieces.set(text, shown(piece))
  const others = words.filter(({ text }) => pieces.get(text) === shown(text))
  for (const text of learnBehaviour(others, place, budget)) pieces.set(text, '{id}')
  return pieces
}

function segmentUses(group: readonly PathUse[], depth: number): SegmentUse[] {
  const uses = new Map<string, SegmentUse>()
  for (const path of group) {
    const text = path.parts[depth]!
    const before = path.parts[depth - 1] ?? ''
    const use = uses.get(text) ?? {
      text,
      piece: maskSegment(text, before),
      samples: new Set(),
      paths: [],
    }
    uses.set(text, use)
    for (const sample of path.samples) use.samples.add(sample)
    use.paths.push(path)
  }
  return [...uses.values()]
}

function lastOf(template: string): string {
  return template.slice(template.lastIndexOf('/') + 1)
}

/** Names are split at spaces and slashes. */
function shown(part: string): string {
  return part.replaceAll(/[\s/%?#]/g, (sign) => encodeURIComponent(sign))
}

/** A segment as text, without matrix parameters; never throws. */
export function decodePart(raw: string): string {
  const part = raw.includes(';') ? raw.slice(0, raw.indexOf(';')) : raw
  if (!part.includes('%')) return part
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
