import type { Facts } from './facts.ts'
import { voteByPair } from './match-ids.ts'
import { valueOfKey } from './thing.ts'
import { isSameForm } from '../values/same-form.ts'
import { kindOf } from './value-kind.ts'
import { openVotes } from './votes.ts'

/** Ids and tokens before to those after, by all pairs; only those that are beyond doubt. */
export function findAliases(
  pairs: ReadonlyArray<readonly [before: Facts, after: Facts]>,
): Map<string, string> {
  const votes = openVotes()
  for (const [before, after] of pairs) {
    voteByPair(before, after, (ours, theirs, weight) => {
      if (ours.startsWith('day ') || theirs.startsWith('day ')) return
      const [one, other] = [withoutDomain(ours), withoutDomain(theirs)]
      // One that both sides have is itself: a single reference that is broken must not outvote it.
      votes.add(
        one,
        other,
        one === other && (kindOf(valueOfKey(one)) === 'opaque' || one.startsWith(' '))
          ? 2 * weight
          : weight,
      )
    })
  }
  const aliases = new Map<string, string>()
  const doubtful = new Set<string>()
  for (const [one, other] of votes.winners(0.5, 2)) {
    const value = valueOfKey(one)
    const alias = valueOfKey(other)
    // An id in another form is no new id, but a fault.
    if (!isSameForm(value, alias)) continue
    const known = aliases.get(value)
    // The number of an order may be that of a product, too.
    if (known !== undefined && known !== alias) doubtful.add(value)
    aliases.set(value, alias)
  }
  for (const value of doubtful) aliases.delete(value)
  return aliases
}

/** Long ids mean the same everywhere, whatever the member is called: `media_id`, `mediaIds`. */
function withoutDomain(key: string): string {
  const value = valueOfKey(key)
  return value.length >= 9 ? ` ${value}` : key
}
