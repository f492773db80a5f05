/** Who may be whom, by weight. */
export interface Votes {
  readonly add: (before: string, after: string, weight: number) => void
  /**
   * Those that chose each other, each at most once.
   *
   * @param least - weight that is needed
   * @param margin - by which factor the runner-up must be behind, on both sides
   */
  winners(least: number, margin: number): Map<string, string>
}

/** Each thing that is elected frees the others of a rival, so there are some rounds. */
const mostRounds = 4

/** An election without votes. */
export function openVotes(): Votes {
  const all = new Map<string, Map<string, number>>()
  return {
    add(before, after, weight) {
      const found = all.get(before)
      if (found) found.set(after, (found.get(after) ?? 0) + weight)
      else all.set(before, new Map([[after, weight]]))
    },
    winners(least, margin) {
      const elected = new Map<string, string>()
      const taken = new Set<string>()
      for (let round = 0; round < mostRounds; round++) {
        const found = electRound(all, elected, taken, least, margin)
        if (found.length === 0) break
        for (const [before, after] of found) {
          elected.set(before, after)
          taken.add(after)
        }
      }
      return elected
    },
  }
}

interface Lead {
  name: string
  weight: number
  second: number
}

function electRound(
  all: ReadonlyMap<string, ReadonlyMap<string, number>>,
  elected: ReadonlyMap<string, string>,
  taken: ReadonlySet<string>,
  least: number,
  margin: number,
): Array<[string, string]> {
  const leads = new Map<string, Lead>()
  const backing = new Map<string, Lead>()
  for (const [before, candidates] of all) {
    if (elected.has(before)) continue
    for (const [after, weight] of candidates) {
      if (taken.has(after)) continue
      count(leads, before, after, weight)
      count(backing, after, before, weight)
    }
  }
  const found: Array<[string, string]> = []
  for (const [before, lead] of leads) {
    const back = backing.get(lead.name)!
    const isClear = lead.weight >= margin * lead.second && lead.weight >= margin * back.second
    if (back.name === before && isClear && lead.weight >= least) found.push([before, lead.name])
  }
  return found
}

function count(leads: Map<string, Lead>, voter: string, name: string, weight: number): void {
  const lead = leads.get(voter)
  if (!lead) leads.set(voter, { name, weight, second: 0 })
  else if (weight > lead.weight) {
    lead.second = lead.weight
    lead.name = name
    lead.weight = weight
  } else if (weight > lead.second) lead.second = weight
}
