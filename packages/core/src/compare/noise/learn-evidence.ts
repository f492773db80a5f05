import type { Alignment, EndpointNames } from '../align/alignment.ts'
import { groupBy } from '../group-by.ts'
import { diffTrees } from '../diff/diff-trees.ts'
import type { Exchange, Sample } from '../exchange.ts'
import { type Facet, facetsOf } from '../facets.ts'
import type { Difference } from '../diff/difference.ts'
import { isTreeObject } from '../tree.ts'
import type { Evidence } from './evidence.ts'
import { observe } from './observe.ts'
import { type RenamedHosts, renamedHosts } from './renamed-hosts.ts'
import { newShape, type Shape } from './shape.ts'
import { noteVariation, type Row } from './variation.ts'

/** A session that did the same as the first one, and what belongs to what in both. */
export interface Baseline {
  readonly sample: Sample
  readonly alignment: Alignment
}

/**
 * Learns from the sessions of before: what values each place has, and what differs between
 * sessions although nothing changed.
 *
 * @param shapes - what an earlier profile knows; it is added to
 */
export function learnEvidence(
  before: Sample,
  baselines: readonly Baseline[],
  names: EndpointNames,
  shapes: Map<string, Shape> = new Map(),
): Evidence {
  const common = newShape()
  for (const { exchanges } of [before, ...baselines.map(({ sample }) => sample)]) {
    for (const [endpoint, some] of examplesOf(exchanges, names)) {
      for (const exchange of some) {
        observeExchange(shapes, common, shapeName(endpoint, exchange), exchange)
      }
    }
  }
  const rows = new Map<number, Row>()
  for (const { number } of before.exchanges) {
    rows.set(number, { samples: 1, contents: 1, statuses: new Set(), places: new Map() })
  }
  for (const { alignment } of baselines) {
    const hosts = renamedHosts(alignment)
    for (const pair of alignment.pairs) {
      const row = rows.get(pair.before.number)
      const shape = shapes.get(shapeName(pair.endpoint, pair.before))
      if (!row || !shape) continue
      row.samples++
      const isContent = hasContent(pair.before) && hasContent(pair.after)
      if (isContent && isError(pair.before) === isError(pair.after)) row.contents++
      row.statuses.add(pair.after.entry.response?.status ?? 0)
      const isSame = isError(pair.before) === isError(pair.after)
      // An error teaches nothing about what a success looks like.
      const differences = differencesOf(pair.before, pair.after, alignment.aliases, hosts).filter(
        ({ path }) => isSame || path[0] === 'request',
      )
      noteVariation(row, shape, differences)
      noteVariation(
        row,
        common,
        differences.filter(({ path }) => path[1] === 'headers'),
      )
    }
  }
  return {
    samples: 1 + baselines.length,
    shapes,
    common,
    rows,
    stableIds: stableIds(baselines),
    counts: countsOf([before, ...baselines.map(({ sample }) => sample)], names),
  }
}

/** Errors of an endpoint have a form of their own. */
export function shapeName(endpoint: string, exchange: Exchange): string {
  return isError(exchange) ? `${endpoint} (error)` : endpoint
}

function isError({ entry }: Exchange): boolean {
  return (entry.response?.status ?? 0) >= 400
}

/** A 304 says nothing about the content. */
function hasContent({ entry, responseContent }: Exchange): boolean {
  return responseContent !== undefined || entry.messages !== undefined
}

/** Further exchanges of an endpoint add little to what is known of it. */
const mostExamples = 400

/** The exchanges of each endpoint; of very many, some from the beginning to the end. */
function examplesOf(
  exchanges: readonly Exchange[],
  names: EndpointNames,
): Map<string, readonly Exchange[]> {
  const groups = groupBy(exchanges, (exchange) => names.nameOf(exchange))
  return new Map(
    [...groups].map(([endpoint, group]) => {
      const step = group.length / mostExamples
      if (step <= 1) return [endpoint, group]
      return [
        endpoint,
        group.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step)),
      ]
    }),
  )
}

/** Every difference between two exchanges, with the part it is in as the beginning of its path. */
export function differencesOf(
  before: Exchange,
  after: Exchange,
  aliases: ReadonlyMap<string, string>,
  hosts?: RenamedHosts,
  onCut?: () => void,
): Difference[] {
  const afterFacets = new Map<string, Facet>(facetsOf(after).map((facet) => [facet.name, facet]))
  const found: Difference[] = []
  for (const facet of facetsOf(before)) {
    const other = afterFacets.get(facet.name)
    const steps = facet.name.split('.')
    if (!other) {
      found.push(...missing(facet, steps))
      continue
    }
    if (facet.hash !== undefined && facet.hash === other.hash) continue
    const [one, two] = [facet.tree(), other.tree()]
    if (one === undefined || two === undefined) continue
    const first = hosts ? hosts.inTree(one) : one
    const { cut, differences } = diffTrees(first, two, { aliases })
    if (cut) onCut?.()
    for (const difference of differences) {
      const path = [...steps, ...difference.path]
      const isOpen = facet.name === 'response.body' || facet.name === 'messages'
      found.push(...(isOpen ? [{ ...difference, path }] : plain({ ...difference, path })))
    }
  }
  return found
}

/** Of the parts that only the first exchange has; whether there is a response body is judged apart. */
function missing(facet: Facet, steps: readonly string[]): Difference[] {
  const tree = facet.name === 'response.body' ? undefined : facet.tree()
  if (tree === undefined) return []
  if (facet.name !== 'messages' || !isTreeObject(tree)) {
    return [{ kind: 'removed', path: steps, before: tree }]
  }
  return Object.entries(tree).map(([name, before]) => ({
    kind: 'removed',
    path: [...steps, name],
    before,
  }))
}

/** Names mean something of their own in headers, cookies and queries: no two are the same. */
function plain(difference: Difference): Difference[] {
  const { after, before, kind, path, renamedTo } = difference
  if (kind !== 'renamed' || renamedTo === undefined) return [difference]
  return [
    { kind: 'removed', path, ...(before !== undefined && { before }) },
    {
      kind: 'added',
      path: [...path.slice(0, -1), renamedTo],
      ...(after !== undefined && { after }),
    },
  ]
}

function observeExchange(
  shapes: Map<string, Shape>,
  common: Shape,
  endpoint: string,
  exchange: Exchange,
): void {
  const shape = shapes.get(endpoint) ?? newShape()
  shapes.set(endpoint, shape)
  shape.count++
  shape.objects++
  for (const facet of facetsOf(exchange)) {
    const { name } = facet
    const value = facet.tree()
    if (value === undefined) continue
    observe(grow(shape, name), value)
    if (name.endsWith('.headers')) observe(grow(common, name), value)
  }
}

function grow(root: Shape, name: string): Shape {
  return name.split('.').reduce((shape, step) => {
    shape.members ??= new Map()
    const member = shape.members.get(step) ?? newShape()
    shape.members.set(step, member)
    return member
  }, root)
}

function stableIds([first, ...others]: readonly Baseline[]): Set<string> {
  const ids = [...(first?.alignment.aliases ?? [])].filter(([id, alias]) => id === alias)
  return new Set(
    ids.flatMap(([id]) =>
      others.every(({ alignment }) => alignment.aliases.get(id) === id) ? [id] : [],
    ),
  )
}

function countsOf(samples: readonly Sample[], names: EndpointNames): Evidence['counts'] {
  const counts = new Map<string, number[]>()
  for (const [index, { exchanges }] of samples.entries()) {
    for (const exchange of exchanges) {
      const endpoint = names.nameOf(exchange)
      const known = counts.get(endpoint) ?? samples.map(() => 0)
      known[index] = (known[index] ?? 0) + 1
      counts.set(endpoint, known)
    }
  }
  return new Map(
    [...counts].map(([endpoint, numbers]) => [
      endpoint,
      { least: Math.min(...numbers), most: Math.max(...numbers) },
    ]),
  )
}
