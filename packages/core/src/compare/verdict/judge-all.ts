import type { Alignment, EndpointNames, Pair } from '../align/alignment.ts'
import { groupBy } from '../group-by.ts'
import { getHeaders } from '../../entry/headers.ts'
import type { Exchange, Sample } from '../exchange.ts'
import { forgetFacets } from '../facets.ts'
import type { Measurement } from '../measure/measurement.ts'
import { rules } from '../rules.ts'
import type { Evidence } from '../noise/evidence.ts'
import { shapeName } from '../noise/learn-evidence.ts'
import { textOf } from '../noise/duplicates.ts'
import { type RenamedHosts, renamedHosts } from '../noise/renamed-hosts.ts'
import { newShape } from '../noise/shape.ts'
import type { Row } from '../noise/variation.ts'
import { judgeIds } from './judge-ids.ts'
import type { Judgement } from './judgement.ts'
import { judgePair } from './judge-pair.ts'
import {
  longPolls,
  pollEnds,
  type PollEnds,
  pollMembers,
  pollPairs,
  unfinishedOf,
} from './judge-polls.ts'
import { judgeUnmatched } from './judge-unmatched.ts'
import type { Raised } from './raised.ts'
import { valuesAt } from './values-at.ts'
import type { Setting } from './setting.ts'

/** All that is known when the verdict begins. */
export interface JudgeInput {
  readonly before: Sample
  readonly after: Sample
  readonly alignment: Alignment
  readonly names: EndpointNames
  /** Called for each pair of which not all differences are told. */
  readonly onCut: () => void
  readonly evidence: Evidence
  readonly measurements: readonly Measurement[]
}

/** Every difference, judged: of pairs, of what has no partner, and what was measured. */
export function judgeAll(input: JudgeInput): Raised[] {
  const { after, alignment, before, evidence, measurements, names } = input
  const byEndpoint = groupBy(after.exchanges, (exchange) => names.nameOf(exchange))
  const measured = new Set(
    measurements
      .filter(({ rule }) => isOfRequests(rule))
      .flatMap(({ afterEntries }) => afterEntries),
  )
  const endsBefore = pollEnds(before.exchanges)
  const endsAfter = pollEnds(after.exchanges)
  const scene: Scene = {
    runs: runsOf(endsBefore),
    endsBefore,
    endsAfter,
    polls: pollMembers(endsBefore, endsAfter),
    aliased: new Set(alignment.aliases.values()),
    hosts: renamedHosts(alignment),
    setCookies: cookiesSetBy(after),
  }
  return [
    ...judgePairs(input, scene),
    ...judgePolls(input, scene),
    ...judgeUnmatched({
      alignment,
      evidence,
      after: byEndpoint,
      measured,
      polls: longPolls(endsBefore, endsAfter),
    }),
    ...judgeIds(alignment.aliases, evidence.stableIds),
    ...measurements.map((measurement) => raisedBy(measurement)),
  ]
}

/** What is worked out once for all pairs. */
interface Scene {
  /** Some requests of the poll before that a request is of. */
  readonly runs: ReadonlyMap<Exchange, readonly Exchange[]>
  readonly endsBefore: PollEnds
  readonly endsAfter: PollEnds
  /** Requests of polls, of both sides. */
  readonly polls: ReadonlySet<Exchange>
  /** Cookies that the server sets: the client only sends them back. */
  readonly setCookies: ReadonlySet<string>
  readonly aliased: ReadonlySet<string>
  readonly hosts: RenamedHosts | undefined
}

/** Nothing is known of it beside itself. */
const noRow: Row = { samples: 1, contents: 1, statuses: new Set(), places: new Map() }

type JudgedPair = Pick<Pair, 'before' | 'after' | 'endpoint'>

function isOfRequests(rule: Measurement['rule']): boolean {
  return rule === 'request.host.new' || rule === 'requests.n-plus-one'
}

/** Above this size of all bodies, what was parsed is let go of as soon as it was judged. */
const mostKept = 40 * 1024 * 1024

function judgePairs(input: JudgeInput, scene: Scene): Raised[] {
  const isLarge = sizeOf(input.before) + sizeOf(input.after) > mostKept
  const raised: Raised[] = []
  for (const pair of input.alignment.pairs) {
    for (const one of judgeOne(pair, input, scene)) raised.push(one)
    if (!isLarge) continue
    forgetFacets(pair.before)
    forgetFacets(pair.after)
  }
  return raised
}

function sizeOf({ exchanges }: Sample): number {
  return exchanges.reduce(
    (sum, { requestContent, responseContent }) =>
      sum + (requestContent?.size ?? 0) + (responseContent?.size ?? 0),
    0,
  )
}

function judgeOne(pair: Pair, input: JudgeInput, scene: Scene): Raised[] {
  const judgements = judgePair(settingOf(pair, input, scene))
  const moved = pair.movedTo === undefined ? [] : [movedJudgement(pair, pair.movedTo)]
  const isPassing = isPassingState(pair, scene)
  return [...moved, ...judgements].map((judgement) =>
    raise(isPassing ? passing(judgement, pair.before, scene) : judgement, pair),
  )
}

/** Which state a request of a poll sees depends on the clock; only the last ones must agree. */
function isPassingState({ after, before }: JudgedPair, scene: Scene): boolean {
  const { endsAfter, endsBefore, polls } = scene
  const areLast = endsBefore.has(before) && endsAfter.has(after)
  return polls.has(before) && polls.has(after) && !areLast
}

function passing(judgement: Judgement, before: Exchange, { runs }: Scene): Judgement {
  const { path, rule, severity = rules[rule].severity } = judgement
  if (severity !== 'warning' || path[1] !== 'body' || rule.endsWith('out-of-range'))
    return judgement
  const seen = (runs.get(before) ?? []).map((one) => valuesText(one, path))
  // What is the same in all of them is no state.
  if (new Set(seen).size < 2) return judgement
  return { ...judgement, severity: 'noise', reason: 'a passing state of a poll' }
}

function valuesText(exchange: Exchange, path: Judgement['path']): string {
  return textOf(valuesAt(exchange, path))
}

function raise(judgement: Judgement, { after, before, endpoint }: JudgedPair): Raised {
  return {
    ...judgement,
    endpoint,
    beforeEntries: [before.number],
    afterEntries: [after.number],
  }
}

/** Where polls ended: whichever of their requests belong together, the last ones must agree. */
function judgePolls(input: JudgeInput, scene: Scene): Raised[] {
  const { endsAfter, endsBefore: ends } = scene
  if (ends.size === 0) return []
  const pairs = pollPairs(input.alignment.pairs, ends, endsAfter)
  return pairs.flatMap((pair) =>
    unfinishedOf(
      [...someOf(ends.get(pair.before)), ...someOf(endsAfter.get(pair.after))],
      judgePair(settingOf(pair, input, scene)),
    ).map((judgement) => raise(judgement, pair)),
  )
}

/** More do not say more about which states there are. */
const mostOfRun = 12

function someOf(run: readonly Exchange[] = []): readonly Exchange[] {
  return run.length <= 2 * mostOfRun ? run : [...run.slice(0, mostOfRun), ...run.slice(-mostOfRun)]
}

function runsOf(ends: PollEnds): Map<Exchange, readonly Exchange[]> {
  const runs = new Map<Exchange, readonly Exchange[]>()
  for (const [end, earlier] of ends) {
    const some = [...someOf(earlier), end]
    for (const one of [...earlier, end]) runs.set(one, some)
  }
  return runs
}

function cookiesSetBy({ exchanges }: Sample): Set<string> {
  return new Set(
    exchanges.flatMap(({ entry }) =>
      getHeaders(entry.response?.headers ?? [], 'set-cookie').map(
        (value) => value.split('=', 1)[0]?.trim() ?? '',
      ),
    ),
  )
}

function settingOf(
  pair: JudgedPair,
  input: JudgeInput,
  { aliased, hosts, setCookies }: Scene,
): Omit<Setting, 'asked'> {
  const { alignment, evidence } = input
  const { after, before, endpoint } = pair
  return {
    before,
    after,
    endpoint,
    evidence,
    shape: evidence.shapes.get(shapeName(endpoint, before)) ?? newShape(),
    row: evidence.rows.get(before.number) ?? noRow,
    kind: kindOf(before, after),
    aliases: alignment.aliases,
    aliased,
    hosts,
    setCookies,
    onCut: input.onCut,
  }
}

function kindOf(before: Exchange, after: Exchange): Setting['kind'] {
  return before.responseContent?.kind ?? after.responseContent?.kind
}

function movedJudgement(pair: Pair, movedTo: string): Judgement {
  const [before, after] = [pair.endpoint, movedTo]
  return { rule: 'request.moved', path: [], before, after, message: `${before} is ${after} now.` }
}

function raisedBy({
  after,
  afterEntries,
  before,
  beforeEntries,
  endpoint,
  message,
  rule,
}: Measurement): Raised {
  return {
    rule,
    endpoint,
    path: [],
    ...(before !== null && { before }),
    ...(after !== null && { after }),
    beforeEntries,
    afterEntries,
    message,
  }
}
