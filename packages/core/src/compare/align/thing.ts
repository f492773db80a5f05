/** Something that a session names by an id, a token or a day. */
export interface Thing {
  /** Equal for the same thing: domain and value. */
  readonly key: string
  readonly value: string
  /** Where such values mean the same: empty for those that are unique everywhere. */
  readonly domain: string
  /** What sort of thing it is, for instance `product`. */
  readonly entity: string
}

/** Names a thing. */
export function thingOf(domain: string, value: string, entity: string): Thing {
  return { key: `${domain} ${value}`, value, domain, entity }
}

/** Whether two ids could be those of one thing. An id of random digits can look like a number. */
export function areSameSort(one: Thing, other: Thing): boolean {
  return one.domain === other.domain || (one.entity === other.entity && one.entity !== '')
}

/** The value in a key. */
export function valueOfKey(key: string): string {
  return key.slice(key.indexOf(' ') + 1)
}
