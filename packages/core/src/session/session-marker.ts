import { isRegExp } from '../entry/condition-values.ts'
import { compileFilter, type EntryFilter } from '../entry/filter.ts'
import { type HarMode, harModes } from './har-mode.ts'

/**
 * Name of the attachment by which a test's result says where its session is. Names with an
 * underscore in front are not shown to people in Playwright's reports.
 */
export const markerName = '_hartifact'

/**
 * How a test's result says where its session is: the adapter of a runner attaches it as
 * {@link markerName} before the test begins, so that a reporter knows of the session, and can write
 * its HAR, even when the test's process dies.
 */
export interface Marker {
  /** Folder of the store, absolute; `:memory:` for none. */
  readonly store: string
  readonly sessionId: string
  /** Name of the session. */
  readonly name: string
  /** When the HAR is kept. */
  readonly mode: HarMode
  /** Path that the HAR has, or gets if it is kept; absent when this attempt gets none. */
  readonly har?: string
  /** Only these entries are in the HAR; the session has all. */
  readonly filter?: EntryFilter
}

/**
 * A marker as the text of an attachment: JSON in which a regular expression of the filter is
 * `{ source, flags }`.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for a filter that makes no sense: what JSON cannot carry
 * would be missing from it unnoticed, and then it would let everything through
 */
export function encodeMarker(marker: Marker): string {
  if (marker.filter !== undefined) compileFilter(marker.filter)
  return JSON.stringify(marker, (_key, value: unknown) =>
    isRegExp(value) ? { source: value.source, flags: value.flags } : value,
  )
}

/**
 * Reads what {@link encodeMarker} wrote. A mode of a later version counts as `off`, since it is not
 * known when that keeps a HAR.
 *
 * @returns `undefined` when it is none, but for instance another program's attachment
 */
export function parseMarker(text: string): Marker | undefined {
  try {
    const { filter, har, mode, name, sessionId, store } = JSON.parse(text, reviveRegExp) as Partial<
      Record<keyof Marker, unknown>
    >
    if (typeof store !== 'string' || typeof sessionId !== 'string') return undefined
    if (typeof mode !== 'string' || typeof name !== 'string') return undefined
    // Without the filter it would be a marker for a HAR of everything.
    if (filter !== undefined && (typeof filter !== 'object' || filter === null)) return undefined
    return {
      store,
      sessionId,
      name,
      mode: harModes.find((known) => known === mode) ?? 'off',
      ...(typeof har === 'string' && { har }),
      ...(filter !== undefined && { filter }),
    }
  } catch {
    return undefined
  }
}

function reviveRegExp(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { flags, source } = value as { flags?: unknown; source?: unknown }
  const isRegular = typeof source === 'string' && typeof flags === 'string'
  return isRegular ? new RegExp(source, flags) : value
}
