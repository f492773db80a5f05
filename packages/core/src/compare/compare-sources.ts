import { align } from './align/align.ts'
import type { Alignment, EndpointNames } from './align/alignment.ts'
import { learnEndpoints } from './align/learn-endpoints.ts'
import { type Comparison, comparisonOf } from './comparison.ts'
import type { ComparisonData, RowData } from './comparison-data.ts'
import type { ComparisonOptions, FailOn } from './comparison-options.ts'
import type { ComparedSource, Exchange, Sample } from './exchange.ts'
import type { Finding } from './finding.ts'
import { measure } from './measure/measure.ts'
import { learnEvidence } from './noise/learn-evidence.ts'
import { loadShapes } from './noise/load-shapes.ts'
import { readSample } from './read-sample.ts'
import { validateOptions } from './settings/validate-options.ts'
import { linkCauses } from './verdict/causes.ts'
import { fold } from './verdict/fold.ts'
import { incomparability } from './verdict/incomparability.ts'
import { judgeAll } from './verdict/judge-all.ts'
import { settle } from './verdict/settle.ts'

/** Options of {@link compareSources}. */
export interface CompareSourcesOptions extends ComparisonOptions {
  /** Further sessions of before that did the same: what differs between them is noise. */
  readonly baselines?: readonly ComparedSource[]
}

/**
 * Compares two sessions: names endpoints, aligns the exchanges, learns from the sessions of before
 * what is noise, judges every difference, measures, and settles the verdict.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for options that cannot be meant
 */
export async function compareSources(
  before: ComparedSource,
  after: ComparedSource,
  { baselines = [], ...options }: CompareSourcesOptions = {},
): Promise<Comparison> {
  validateOptions(options)
  const sides = { before: await readSample(before), after: await readSample(after) }
  const repeats: Sample[] = []
  for (const baseline of baselines) repeats.push(await readSample(baseline))
  const remarks = [before, after, ...baselines].flatMap((source) => source.remarks ?? [])
  return comparisonOf(compareSamples(sides.before, sides.after, repeats, { ...options, remarks }))
}

function compareSamples(
  before: Sample,
  after: Sample,
  repeats: readonly Sample[],
  options: ComparisonOptions & { readonly remarks: readonly string[] },
): ComparisonData {
  const { hostMap, match } = options
  const names = learnEndpoints(
    [before, ...repeats, after].map(({ exchanges }) => exchanges),
    { hostMap },
  )
  const alignment = align(before.exchanges, after.exchanges, names, { match, hostMap })
  const baselines = repeats.map((sample) => ({
    sample,
    alignment: align(before.exchanges, sample.exchanges, names, { match }),
  }))
  const samples = 1 + repeats.length
  const failOn = options.failOn ?? defaultFailOn(Math.max(samples, options.profile?.sessions ?? 0))
  const facts = {
    failOn,
    before: { name: before.name, entries: before.entries },
    after: { name: after.name, entries: after.entries },
    samples,
    matched: alignment.pairs.length,
    unmatched: {
      before: alignment.onlyBefore.map(({ exchange }) => exchange.number),
      after: alignment.onlyAfter.map(({ exchange }) => exchange.number),
    },
    rows: rowsOf(alignment),
  }

  const evidence = learnEvidence(before, baselines, names, loadShapes(options.profile))
  const { latency, measurements } = measure(
    {
      samples: [before, ...repeats].map((sample) => named(sample, names)),
      after: named(after, names),
      alignment,
    },
    options,
  )
  let cut = 0
  const onCut = (): void => void cut++
  const raised = judgeAll({ alignment, after, before, evidence, measurements, names, onCut })
  const settled = settle(
    linkCauses(fold(raised), { before, after, alignment }),
    options,
    new Date(),
  )
  const problems = incomparability(alignment, before, after, settled.findings, options)
  const remarks = [
    ...options.remarks,
    ...remarksOn([before, after, ...repeats]),
    ...skippedIn([before, after]),
    ...(cut > 0 ? [`${cut} responses differ in so much that not all of it is told.`] : []),
  ]
  if (problems.length > 0) {
    const none = { findings: [], noise: [], unusedRules: [], latency: [] }
    return { ...facts, ...none, verdict: 'incomparable', problems, remarks }
  }
  return {
    ...facts,
    verdict: counts(settled.findings, failOn) ? 'different' : 'equivalent',
    problems,
    remarks,
    findings: settled.findings,
    noise: settled.noise,
    unusedRules: settled.unused,
    latency,
  }
}

/** One session says little about values: then only what breaks clients counts. */
function defaultFailOn(samples: number): FailOn {
  return samples >= 3 ? 'warning' : 'breaking'
}

const failing: Readonly<Record<FailOn, readonly string[]>> = {
  breaking: ['breaking'],
  warning: ['breaking', 'warning'],
  info: ['breaking', 'warning', 'info'],
}

function counts(findings: readonly Finding[], failOn: FailOn): boolean {
  return findings.some(({ severity }) => failing[failOn].includes(severity))
}

function named(
  { exchanges }: Sample,
  names: EndpointNames,
): Array<{ readonly exchange: Exchange; readonly endpoint: string }> {
  return exchanges.map((exchange) => ({ exchange, endpoint: names.nameOf(exchange) }))
}

function rowsOf({ onlyAfter, onlyBefore, pairs }: Alignment): RowData[] {
  const rows: RowData[] = [
    ...pairs.map(({ after, before, endpoint }) => ({
      endpoint,
      before: before.number,
      after: after.number,
    })),
    ...onlyBefore.map(({ endpoint, exchange }) => ({ endpoint, before: exchange.number })),
    ...onlyAfter.map(({ endpoint, exchange }) => ({ endpoint, after: exchange.number })),
  ]
  const momentOf = ({ after, before }: RowData): number => before ?? (after ?? 0) + 0.5
  return rows.toSorted((one, other) => momentOf(one) - momentOf(other))
}

function skippedIn(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ entries, exchanges, name }) => {
    const count = entries - exchanges.length
    return count > 0
      ? [`${count} requests that the browser made for itself in "${name}" are left out.`]
      : []
  })
}

function remarksOn(samples: readonly Sample[]): string[] {
  return samples.flatMap(({ exchanges, name }) => {
    const problems = exchanges
      .flatMap(({ requestContent, responseContent }) => [requestContent, responseContent])
      .filter((content) => content?.problem !== undefined)
    if (problems.length === 0) return []
    return [
      `${problems.length} bodies of "${name}" are not whole in it; only their sizes and hashes were compared.`,
    ]
  })
}
