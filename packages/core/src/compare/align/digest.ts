import { isTreeObject, type Tree, type TreeObject, typeOf } from '../tree.ts'
import { hashNumber, hashText, mix, sketch } from './hash.ts'
import { entityOf, isIdName, isTransientName, isWrapper, singular } from './names.ts'
import { type Thing, thingOf } from './thing.ts'
import { kindOf, kindOfNumber, maskText } from './value-kind.ts'

/** A body in a few numbers: as much of it as pairing needs. */
export interface Digest {
  /** Equal for equal stable values at equal places, in whatever order. */
  readonly content: number
  /** Places with their types, ascending, at most 128. */
  readonly shape: readonly number[]
  /** Some of the stable values with their places, ascending, at most 48. */
  readonly values: readonly number[]
  /** In the order of the document, at most 400. */
  readonly ids: readonly IdLeaf[]
}

/** An id, a token or a day in a body. */
export interface IdLeaf extends Thing {
  /** Its place, with all items of a list as one. */
  readonly place: number
  /** The stable values beside it: they tell the items of a list apart. */
  readonly context: number
}

const mostPlaces = 128
const mostValues = 48
const mostIds = 400
const mostNodes = 20_000
const mostItems = 300
const deepest = 64

interface Frame {
  readonly value: Tree
  readonly place: number
  readonly entity: string
  readonly depth: number
}

interface Found {
  content: number
  nodes: number
  readonly shape: number[]
  readonly values: number[]
  readonly ids: OpenLeaf[]
}

/** One whose neighbours are still being read. */
type OpenLeaf = Omit<IdLeaf, 'context'> & { context: number }

/**
 * Reads a tree; its size and depth may be anything.
 *
 * @param entity - what the endpoint is about, for instance `product`
 */
export function digestOf(tree: Tree, entity: string): Digest {
  const found: Found = { content: 0, nodes: 0, shape: [], values: [], ids: [] }
  const frames: Frame[] = [{ value: tree, place: 1, entity, depth: 0 }]
  for (let frame = frames.pop(); frame && found.nodes < mostNodes; frame = frames.pop()) {
    const children = open(found, frame)
    if (frame.depth < deepest) frames.push(...children.toReversed())
  }
  return {
    content: found.content,
    shape: sketch(found.shape, mostPlaces),
    values: sketch(found.values, mostValues),
    ids: found.ids,
  }
}

/** Reads what stands directly in a value; gives the objects and lists in it. */
function open(found: Found, frame: Frame): Frame[] {
  const { value, place, entity, depth } = frame
  found.shape.push(mix(place, typeNumbers[typeOf(value)]))
  found.nodes++
  if (Array.isArray(value)) return openList(found, frame, value as readonly Tree[])
  if (isTreeObject(value)) return openObject(found, frame, value)
  if (depth === 0) readLeaf(found, { value, name: '', place, entity, ids: found.ids })
  return []
}

function openList(found: Found, frame: Frame, list: readonly Tree[]): Frame[] {
  const place = mix(frame.place, 7)
  const children: Frame[] = []
  for (const value of list.slice(0, mostItems)) {
    if (isBranch(value)) children.push({ ...frame, value, place, depth: frame.depth + 1 })
    else {
      found.nodes++
      readLeaf(found, { value, name: '', place, entity: frame.entity, ids: found.ids })
    }
  }
  return children
}

function openObject(found: Found, frame: Frame, object: TreeObject): Frame[] {
  const children: Frame[] = []
  const ids: OpenLeaf[] = []
  let context = 0
  for (const name of Object.keys(object)) {
    if (found.nodes++ > mostNodes) break
    const value = object[name]!
    const place = mix(frame.place, hashText(name))
    if (isBranch(value)) {
      const entity = isIdName(name)
        ? entityOf(name, frame.entity)
        : isWrapper(name)
          ? frame.entity
          : singular(name)
      children.push({ value, place, entity, depth: frame.depth + 1 })
    } else {
      found.shape.push(mix(place, typeNumbers[typeOf(value)]))
      const stable = readLeaf(found, { value, name, place, entity: frame.entity, ids })
      context = (context + stable) & 0x3fffffff
    }
  }
  for (const id of ids) {
    id.context = context
    if (found.ids.length < mostIds) found.ids.push(id)
  }
  return children
}

const typeNumbers = { null: 1, boolean: 2, number: 3, string: 4, array: 5, object: 6 } as const

interface Leaf {
  readonly value: Tree
  readonly name: string
  readonly place: number
  readonly entity: string
  /** Where ids go. */
  readonly ids: OpenLeaf[]
}

/** Gives the hash of a stable value with its place, or 0 for one that says nothing. */
function readLeaf(found: Found, leaf: Leaf): number {
  const { value, name, place } = leaf
  if (isTransientName(name)) return 0
  if (typeof value === 'string') {
    const kind = kindOf(value)
    if (kind === 'time' || value === '') return 0
    if (kind === 'opaque') return keepId(leaf, value, '')
    if (kind === 'day') return keepId(leaf, value, 'day')
    if (isIdName(name)) return keepId(leaf, value, 'entity')
    return keep(found, mix(place, hashText(maskText(value))))
  }
  if (typeof value === 'number' || typeof value === 'bigint') {
    if (isIdName(name)) return keepId(leaf, String(value), 'entity')
    if (kindOfNumber(value) === 'time') return 0
    return keep(found, mix(place, hashNumber(value)))
  }
  return keep(found, mix(place, value === true ? 11 : value === false ? 12 : 13))
}

function keep(found: Found, hash: number): number {
  // Sums do not depend on the order of members and items.
  found.content = (found.content + hash * 8191) % Number.MAX_SAFE_INTEGER
  found.values.push(hash)
  return hash
}

function keepId(leaf: Leaf, value: string, domain: '' | 'day' | 'entity'): 0 {
  if (leaf.ids.length >= mostIds) return 0
  const entity = leaf.name === '' ? leaf.entity : entityOf(leaf.name, leaf.entity)
  const { key, domain: name } = thingOf(domain === 'entity' ? entity : domain, value, entity)
  leaf.ids.push({ key, value, domain: name, entity, place: leaf.place, context: 0 })
  return 0
}

function isBranch(value: Tree): boolean {
  return typeof value === 'object' && value !== null
}
