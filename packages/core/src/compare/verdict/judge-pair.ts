import type { Difference } from '../diff/difference.ts'
import type { Exchange } from '../exchange.ts'
import { placeOf } from '../path.ts'
import { rules } from '../rules.ts'
import { scalarText } from '../tree.ts'
import { differencesOf } from '../noise/learn-evidence.ts'
import { judgeDifference } from './judge-difference.ts'
import { judgeList } from './judge-list.ts'
import { judgeOutcome } from './judge-outcome.ts'
import type { Judgement } from './judgement.ts'
import { isSameItem } from './same-item.ts'
import { gatherLists } from './list-change.ts'
import type { Setting } from './setting.ts'

/** Everything that differs between two exchanges that belong together. */
export function judgePair(given: Omit<Setting, 'asked'>): Judgement[] {
  const { after, aliases, before, hosts } = given
  const all = differencesOf(before, after, aliases, hosts, given.onCut)
  const setting = { ...given, asked: askedIn(after, all) }
  const outcome = judgeOutcome(setting)
  const differences = all.filter((difference) => isComparable(difference, setting, outcome.skip))
  const bodies = differences.filter(({ path }) => isData(path, setting))
  const { lists, others } = gatherLists(withoutShifted(bodies, aliases))
  return [
    ...outcome.judgements,
    ...differences
      .filter(({ path }) => !isData(path, setting))
      .flatMap((difference) => judgeDifference(difference, setting)),
    ...others.flatMap((difference) => judgeDifference(difference, setting)),
    ...lists.flatMap((list) => judgeList(list, setting)),
  ].map((judgement) => doubted(judgement, setting))
}

/**
 * Values of content that only one session of several had are no more certain than with one session
 * alone, where they do not count by default.
 */
function doubted(judgement: Judgement, { evidence, row }: Setting): Judgement {
  const { path, rule, severity = rules[rule].severity } = judgement
  const isContent = (path[0] === 'response' && path[1] === 'body') || path[0] === 'messages'
  const known = isContent ? row.contents : row.samples
  if (severity !== 'warning' || evidence.samples < 2 || known > 1) return judgement
  const reason = 'only one session of before has it, so that it cannot be told from noise'
  return { ...judgement, severity: 'info', reason }
}

/** An id that was asked for is no fault of the response. */
function askedIn({ target }: Exchange, differences: readonly Difference[]): Set<string> {
  const sent = differences.filter(({ path }) => path[0] === 'request' && path[1] !== 'headers')
  return new Set([...target.segments, ...sent.map(({ after }) => scalarText(after))])
}

/** Where a list is in another order, items without an id were taken for the same by their place. */
function withoutShifted(
  differences: readonly Difference[],
  aliases: Setting['aliases'],
): readonly Difference[] {
  const reordered = differences
    .filter(({ kind }) => kind === 'reordered')
    .map(({ path }) => ({ place: placeOf(path), depth: path.length }))
  if (reordered.length === 0) return differences
  return differences.filter(
    ({ kind, path }) =>
      kind !== 'changed' ||
      !reordered.some(({ depth, place }) => {
        const step = path[depth]
        const isDoubtful = typeof step === 'object' && !isSameItem(step, aliases)
        return isDoubtful && placeOf(path.slice(0, depth)) === place
      }),
  )
}

/** Items of a text are lines: each says something by itself. */
function isData(path: Difference['path'], { kind }: Setting): boolean {
  if (path[0] === 'messages') return true
  return path[0] === 'response' && path[1] === 'body' && kind !== 'html' && kind !== 'text'
}

function isComparable({ path }: Difference, { after, before }: Setting, skip: Skip): boolean {
  const [side, part, name, parameter] = path
  if (side === 'request') {
    return part !== 'body' || !(before.requestContent?.problem ?? after.requestContent?.problem)
  }
  // The outcome says so already.
  if (name === 'content-type' && parameter === 'type') return false
  if (skip === 'response') return false
  if (skip === 'body') return part === 'headers' || part === 'cookies'
  return true
}

/** What is not worth comparing any more. */
export type Skip = 'response' | 'body' | undefined
