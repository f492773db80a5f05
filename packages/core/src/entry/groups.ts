/** Counts things of the same description; when there are too many descriptions, the rest together. */
export class Groups<Group extends { readonly count: number }> {
  readonly #limit: number
  readonly #rest: (group: Group) => Group
  readonly #groups = new Map<string, Group>()

  /**
   * @param limit - groups that are counted each for itself
   * @param rest - the group that one beyond them goes into
   */
  constructor(limit: number, rest: (group: Group) => Group) {
    this.#limit = limit
    this.#rest = rest
  }

  /** Adds `group.count` to the group that is described alike. */
  add(group: Group): void {
    if (this.#groups.size < this.#limit || this.#groups.has(describe(group))) this.#count(group)
    else this.#count(this.#rest(group))
  }

  /** In the order in which they came first. */
  list(): Group[] {
    return [...this.#groups.values()]
  }

  #count(group: Group): void {
    const key = describe(group)
    const found = this.#groups.get(key)
    this.#groups.set(key, found ? { ...found, count: found.count + group.count } : group)
  }
}

function describe(group: object): string {
  const { count: _, ...description } = group as Record<string, unknown>
  return JSON.stringify(Object.entries(description).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
