import type { Entry } from '../entry/entry.ts'
import type { SessionSource } from '../formats/format.ts'
import type { SegmentWriter } from '../store/index.ts'
import { copyEntries, copyRemark } from './copy-entries.ts'
import { idGiver } from './free-id.ts'
import { timeOrder } from './time-order.ts'

/** An entry with what reads its bodies. */
export interface Carried {
  readonly entry: Entry
  readonly readBody: SessionSource['readBody']
}

/** Sessions whose contents are written into another one. */
export interface CopyParts {
  readonly sources: readonly SessionSource[]
  /** Ids of entries and steps of the session, when it is not a new one. */
  readonly taken?: Iterable<string>
  readonly change?: (entry: Entry) => Entry
  readonly onEntry?: () => void
}

/**
 * Writes steps, remarks and entries of sessions into one. Of several sources the entries come in
 * order of their times.
 *
 * @returns the number of entries
 */
export async function copySources(
  writer: SegmentWriter,
  { change, onEntry, sources, taken }: CopyParts,
): Promise<number> {
  const isShared = taken !== undefined
  const freeId = idGiver({ segment: writer.segment, isShared, ...(taken && { taken }) })
  const copied = new Set<string>()
  const streams: Array<AsyncIterable<Carried>> = []
  for (const source of sources) {
    const steps = new Map<string, string>()
    for (const step of source.steps) {
      const id = freeId(step.id)
      steps.set(step.id, id)
      await writer.append({ t: 'step', step: { ...step, id } })
    }
    for (const annotation of source.annotations) {
      await copyRemark(writer, annotation, source.readBody, copied)
      await writer.append({ t: 'note', annotation })
    }
    streams.push(carry(source, steps))
  }
  return await copyEntries(writer, inOrderOfTime(streams), {
    freeId,
    ...(change && { change }),
    ...(onEntry && { onEntry }),
  })
}

async function* carry(
  source: SessionSource,
  steps: ReadonlyMap<string, string>,
): AsyncIterable<Carried> {
  const { readBody } = source
  for await (const entry of source.entries()) {
    const step = entry.step === undefined ? undefined : steps.get(entry.step)
    yield { entry: step === undefined ? entry : { ...entry, step }, readBody }
  }
}

/** Takes from each stream in its own order, always the earliest of those that are next. */
async function* inOrderOfTime(
  streams: ReadonlyArray<AsyncIterable<Carried>>,
): AsyncIterable<Carried> {
  const only = streams[0]
  if (streams.length === 1 && only) {
    yield* only
    return
  }
  const iterators = streams.map((stream) => stream[Symbol.asyncIterator]())
  const heads = await Promise.all(iterators.map((iterator) => iterator.next()))
  for (;;) {
    let first: number | undefined
    for (const [index, head] of heads.entries()) {
      if (head.done === true) continue
      const best = first === undefined ? undefined : heads[first]
      if (!best || best.done === true || isBefore(head.value, best.value)) {
        first = index
      }
    }
    const found = first === undefined ? undefined : heads[first]
    if (first === undefined || !found || found.done === true) return
    yield found.value
    heads[first] = await iterators[first]!.next()
  }
}

function isBefore(one: Carried, other: Carried): boolean {
  return timeOrder(one.entry.startedAt) < timeOrder(other.entry.startedAt)
}
