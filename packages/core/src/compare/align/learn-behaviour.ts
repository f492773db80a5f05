import type { Content } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import { isTreeObject, type Tree } from '../tree.ts'
import { digestOf } from './digest.ts'
import { jaccard } from './hash.ts'
import { isReserved, maskSegment } from './mask-segment.ts'
import { singular } from './names.ts'
import { exchanged, mostInOneSample, type SegmentUse } from './segment-uses.ts'

/** Of more texts at one place, so many are looked at, from all samples. */
const mostTexts = 200
/** Then the others are like them, if these are so much alike. */
const mostly = 0.8
const mostClusters = 24
const largestBody = 1 << 18
const mostNodes = 2000

/** How many bodies may still be read. */
export interface ReadBudget {
  bodies: number
}

/** Where the texts stand. */
export interface SegmentPlace {
  /** Segments before. */
  readonly depth: number
  /** The last of them, as in the template; empty for none. */
  readonly before: string
  /** Number of samples. */
  readonly samples: number
}

interface Behaviour {
  /** What cannot be compared in part. */
  readonly kind: string
  /** Places of the response, or the names below; too few say nothing. */
  readonly shape: readonly number[]
  readonly below: ReadonlySet<string>
  /** The response names the text as a value. */
  readonly echoes: boolean
}

interface Cluster {
  readonly behaviour: Behaviour
  readonly uses: SegmentUse[]
  echoes: number
}

/**
 * The words at one place that name things of one kind, as the slugs of products do: their responses
 * have the same form, and they differ between samples or their responses say them. Words that name
 * different functions, as `users` and `orders`, are not among them.
 */
export function learnBehaviour(
  words: readonly SegmentUse[],
  place: SegmentPlace,
  budget: ReadBudget,
): string[] {
  const clusters: Cluster[] = []
  const step = Math.max(1, words.length / mostTexts)
  const looked = words.filter((_, index) => index % step < 1)
  for (const use of looked) {
    const behaviour = behaviourOf(use, place.depth, budget)
    if (!behaviour) continue
    const cluster = clusters.find((other) => areAlike(other.behaviour, behaviour))
    if (cluster) {
      cluster.uses.push(use)
      if (behaviour.echoes) cluster.echoes++
    } else if (clusters.length < mostClusters) {
      clusters.push({ behaviour, uses: [use], echoes: behaviour.echoes ? 1 : 0 })
    }
  }
  const things = clusters
    .filter((cluster) => namesThings(cluster, place))
    .flatMap(({ uses }) => uses)
  const isAll = looked.length < words.length && things.length >= mostly * looked.length
  return (isAll ? words : things).map(({ text }) => text)
}

/**
 * Right below the root of an API stand its functions. Elsewhere, one word for another one is a thing
 * only below the name of many things.
 */
function namesThings(
  { behaviour, uses, echoes }: Cluster,
  { before, samples }: SegmentPlace,
): boolean {
  if (uses.length < 2) return false
  const changes = exchanged(uses)
  if (echoes > 1 || (echoes === 1 && changes > 0)) return true
  if (before === '' || isReserved(before) || before.includes('{')) return false
  const most = mostInOneSample(uses)
  const isTelling = behaviour.shape.length > 3 || behaviour.below.size > 0
  if (!isTelling) {
    const seldom = uses.filter((use) => use.samples.size < samples).length
    return uses.length >= 5 && most >= 3 && changes > 0 && seldom > uses.length / 2
  }
  if (uses.length >= 20) return true
  const isPlural = singular(before) !== before.toLowerCase()
  const isNewEachTime = samples >= 3 && uses.every((use) => use.samples.size < samples)
  return uses.length >= 3 && changes > (isPlural ? 0 : 1) && (most >= 2 || isNewEachTime)
}

function areAlike(one: Behaviour, other: Behaviour): boolean {
  if (one.kind !== other.kind) return false
  if (one.below.size > 0) {
    const common = [...one.below].filter((name) => other.below.has(name)).length
    return common / (one.below.size + other.below.size - common) >= 0.5
  }
  return jaccard(one.shape, other.shape) >= 0.7
}

function behaviourOf(use: SegmentUse, depth: number, budget: ReadBudget): Behaviour | undefined {
  const below = new Set<string>()
  for (const { parts } of use.paths) {
    const next = parts[depth + 1]
    if (next !== undefined && below.size < 20) below.add(maskSegment(next, use.text))
  }
  if (below.size > 0) return { kind: 'branch', shape: [], below, echoes: false }
  const ended = use.paths.flatMap(({ exchanges }) => exchanges)
  const exchange = ended.find(isAnswered)
  if (!exchange) return undefined
  const content = exchange.responseContent
  const kind = `${exchange.entry.request.method} ${content?.kind ?? ''}`
  if (!content || !isReadable(content) || budget.bodies <= 0) {
    return { kind, shape: [], below, echoes: false }
  }
  budget.bodies--
  const tree = content.tree()
  return { kind, shape: digestOf(tree, '').shape, below, echoes: holds(tree, use.text) }
}

function isAnswered({ entry }: Exchange): boolean {
  const status = entry.response?.status ?? 0
  return status >= 200 && status < 300
}

function isReadable(content: Content): boolean {
  return content.kind === 'json' && content.size <= largestBody && !content.problem
}

function holds(tree: Tree, text: string): boolean {
  const rest: Tree[] = [tree]
  for (let count = 0; rest.length > 0 && count < mostNodes; count++) {
    const value = rest.pop()!
    if (value === text) return true
    if (Array.isArray(value)) rest.push(...(value as Tree[]).slice(0, 100))
    else if (isTreeObject(value)) rest.push(...Object.values(value).slice(0, 100))
  }
  return false
}
