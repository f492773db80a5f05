import { type Coverage, sumCoverage } from '../entry/coverage.ts'
import type { SessionInfo, SessionState } from '../entry/session-info.ts'
import type { InfoLine } from './journal-line.ts'
import type { Place } from './read-body.ts'

type Key = keyof SessionInfo

/**
 * Folds what lines say of a session. Several processes may write such lines into segments of their
 * own, so for each field the latest `at` counts, and of equal ones the later line. What recordings
 * saw is added up.
 */
export class InfoFold {
  readonly #fields = new Map<Key, { value: unknown; at: string; segment: number; offset: number }>()
  /** By segment. */
  readonly #coverage = new Map<number, { coverage: Coverage; place: Place }>()

  add({ at = '', set }: InfoLine, place: Place): void {
    const { segment, offset } = place
    const { coverage, ...fields } = set
    if (coverage) this.#coverage.set(segment, { coverage, place })
    for (const [key, value] of Object.entries(fields) as Array<[Key, unknown]>) {
      const found = this.#fields.get(key)
      const isOlder =
        found !== undefined &&
        (at < found.at ||
          (at === found.at &&
            (segment < found.segment || (segment === found.segment && offset < found.offset))))
      if (!isOlder) this.#fields.set(key, { value, at, segment, offset })
    }
  }

  /**
   * All that is known. What no line says comes from `base`, and what even that does not, from the
   * id. What was seen at places that are `hidden` does not count.
   */
  info(
    id: string,
    state: SessionState,
    base: SessionInfo | undefined,
    hidden: (place: Place) => boolean = () => false,
  ): SessionInfo {
    const fields = Object.fromEntries([...this.#fields].map(([key, { value }]) => [key, value]))
    const created = Number.parseInt(id.slice(0, 8) + id.slice(9, 13), 16)
    const createdAt = new Date(created).toISOString()
    const seen = [...this.#coverage.values()].filter(({ place }) => !hidden(place))
    const { coverage: _, ...known } = {
      name: id,
      createdAt,
      redaction: 'custom' as const,
      ...base,
      ...fields,
    }
    const coverage =
      seen.length > 0
        ? sumCoverage(seen.map((part) => part.coverage))
        : this.#coverage.size === 0 && base?.coverage
    return { ...known, ...(coverage && { coverage }), id, state }
  }
}
