/** Gives an id as it is, or another one when somebody else has it, or may come to have it. */
export type FreeId = (id: string) => string

/** Who gives ids. */
export interface IdGiver {
  /** Of the writer: ids that begin with it are nobody else's. */
  readonly segment: number
  /** Ids that are there already. */
  readonly taken?: Iterable<string>
  /** Whether others write into the session at the same time, or have done so. */
  readonly isShared: boolean
}

/**
 * Ids for what is copied into a session. A recording counts its entries by segment, `2-000001`, and
 * others may copy at the same moment: an id that one of them may give ends with the number of this
 * segment instead. The same id twice would be one entry.
 */
export function idGiver({ isShared, segment, taken = [] }: IdGiver): FreeId {
  const known = new Set(taken)
  const isOwn = (id: string): boolean => {
    const [, of] = /^(\d+)-\d{6,}$/.exec(id) ?? []
    return of === undefined ? !isShared : Number(of) === segment
  }
  return (id) => {
    const end = isOwn(id) ? '' : `.${segment}`
    let free = id + end
    for (let count = 2; known.has(free); count++) free = `${id}.${count}${end}`
    known.add(free)
    return free
  }
}
