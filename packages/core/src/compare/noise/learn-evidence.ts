import type { Alignment, EndpointNames } from '../align/alignment.ts'
import { groupBy } from '../align/group-by.ts'
import { diffTrees } from '../diff/diff-trees.ts'
import type { Exchange, Sample } from '../exchange.ts'
import { type Facet, facetsOf } from '../facets.ts'
import type { Difference } from '../diff/difference.ts'
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
      for (const exchange of some) observeExchange(shapes, common, endpoint, exchange)
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
      const shape = shapes.get(pair.endpoint)
      if (!row || !shape) continue
      row.samples++
      if (hasContent(pair.before) && hasContent(pair.after)) row.contents++
      row.statuses.add(pair.after.entry.response?.status ?? 0)
      const differences = differencesOf(pair.before, pair.after, alignment.aliases, hosts)
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
    counts: countsOf([before, ...baselines.map(({ sample }) => sample)], names),
  }
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
): Difference[] {
  const afterFacets = new Map<string, Facet>(facetsOf(after).map((facet) => [facet.name, facet]))
  const found: Difference[] = []
  for (const facet of facetsOf(before)) {
    const other = afterFacets.get(facet.name)
    if (!other || (facet.hash !== undefined && facet.hash === other.hash)) continue
    const [one, two] = [facet.tree(), other.tree()]
    if (one === undefined || two === undefined) continue
    const first = hosts ? hosts.inTree(one) : one
    const steps = facet.name.split('.')
    for (const difference of diffTrees(first, two, { aliases }).differences) {
      found.push({ ...difference, path: [...steps, ...difference.path] })
    }
  }
  return found
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
