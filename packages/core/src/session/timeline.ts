import type { Annotation, Entry, Step } from '../entry/entry.ts'
import { timeOrder } from './time-order.ts'

/** One moment of a session. */
export type TimelineItem =
  | {
      readonly at: string
      readonly kind: 'entry'
      readonly entry: Entry
      readonly position: number
    }
  /** A remark; on the session itself when it names no entries. */
  | {
      readonly at: string
      readonly kind: 'note' | 'attachment'
      readonly annotation: Annotation
      /** Ids of the entries it is on. */
      readonly entries: readonly string[]
    }
  | { readonly at: string; readonly kind: 'step-begin' | 'step-end'; readonly step: Step }

/** Requests, remarks, attachments and steps in order of time. */
export async function timelineOf(
  entries: AsyncIterable<Entry>,
  annotations: readonly Annotation[],
  steps: readonly Step[],
): Promise<TimelineItem[]> {
  const items: TimelineItem[] = []
  // The same remark may be on many entries.
  const remarks = new Map<string, { annotation: Annotation; entries: string[] }>()
  for await (const entry of entries) {
    items.push({ at: entry.startedAt, kind: 'entry', entry, position: items.length })
    for (const annotation of entry.annotations) {
      const found = remarks.get(annotation.id)
      if (found) found.entries.push(entry.id)
      else remarks.set(annotation.id, { annotation, entries: [entry.id] })
    }
  }
  const onSession = annotations.map((annotation) => ({ annotation, entries: [] }))
  for (const { annotation, entries: ids } of [...onSession, ...remarks.values()]) {
    const kind = annotation.attachment ? 'attachment' : 'note'
    items.push({ at: annotation.at, kind, annotation, entries: ids })
  }
  for (const step of steps) {
    items.push({ at: step.startedAt, kind: 'step-begin', step })
    if (step.endedAt !== undefined) items.push({ at: step.endedAt, kind: 'step-end', step })
  }
  return items.toSorted(
    (one, other) =>
      Number(timeOrder(one.at) > timeOrder(other.at)) -
      Number(timeOrder(one.at) < timeOrder(other.at)),
  )
}
