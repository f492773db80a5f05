import { appendFile } from 'node:fs/promises'
import { compare, type Comparison, HartifactError } from '@hartifact/core'
import { type Command, Option } from 'commander'
import { action, findings, incomparable } from '../action.ts'
import {
  comparisonOptions,
  type ComparisonFlags,
  hostPair,
  ignoreRule,
} from '../compare/compare-flags.ts'
import { checkOutputs, type ReportFlags, writeReports } from '../compare/report-outputs.ts'
import type { Context } from '../context.ts'
import { findComparable } from '../find-session.ts'
import { addExamples } from '../help.ts'
import { collect } from '../options.ts'
import { printableLines } from '../ui/printable.ts'

interface CompareFlags extends ComparisonFlags, ReportFlags {
  readonly baseline?: readonly string[]
  readonly showNoise?: boolean
  readonly github?: boolean
  readonly stepSummary?: boolean
  readonly html?: string
}

/** GitHub drops a summary that is larger than 1 MiB as a whole. */
const mostOfSummary = 900_000

/** `hartifact compare` */
export function configure(command: Command): void {
  command
    .description(
      'Says what differs between two sessions, which of it is noise, and how much the rest matters. A session is a HAR, or the name or id of one in the store. Exit code 0 when nothing at or above --fail-on differs, 1 when something does, 2 when something cannot be read, 3 when the sessions cannot be compared.',
    )
    .argument('<before>', 'how it was')
    .argument('<after>', 'how it is now')
    .argument('[baselines...]', 'more that did the same as <before>: what differs is noise')
    .option('--baseline <file>', 'the same as a further argument; may be repeated', collect)
    .option('--host-map <before=after>', 'hosts that correspond; * is any part', hostPair)
    .addOption(
      new Option('--match <mode>', 'which requests belong together (default: auto)').choices([
        'auto',
        'url',
        'path',
        'order',
      ]),
    )
    .addOption(
      new Option(
        '--fail-on <severity>',
        'what counts as a difference (default: breaking, warning with 3 samples)',
      ).choices(['breaking', 'warning', 'info']),
    )
    .option('--profile <file>', 'noise that "hartifact learn" has learnt')
    .option('--settings <file>', 'what is ignored and accepted (default: hartifact.compare.json)')
    .option('--no-settings', 'ignore and accept nothing')
    .option('--ignore <rule>', '"PATH" or "METHOD ENDPOINT PATH"; may be repeated', ignoreRule)
    .option('--no-latency', 'do not compare durations')
    .option('--show-noise', 'show also what was taken for noise, and why')
    .option('--json-file <file>', 'the same as --json with a file: the report as JSON')
    .option('--md <file>', 'the report as Markdown; - is standard output, here and below')
    .option('--junit <file>', 'the report as JUnit XML')
    .option('--sarif <file>', 'the report as SARIF')
    .option('--html-data <file>', 'the data of the HTML view')
    .option('--github', 'annotations for GitHub Actions')
    .option('--step-summary', 'the report in the summary of the step in GitHub Actions')
    .addOption(new Option('--html <file>').hideHelp())
    .action(
      action(
        async (context, flags: CompareFlags, before: string, after: string, more: string[]) => {
          if (flags.html !== undefined) throw noPage()
          const baselines = [...more, ...(flags.baseline ?? [])]
          const inputs = [before, after, ...baselines]
          const onOutput = await checkOutputs(flags, inputs, context.json)
          const summary = flags.stepSummary ? summaryPath() : undefined
          const comparison = await run(context, flags, inputs)
          await print(context, flags, comparison, !onOutput)
          if (summary !== undefined) {
            await appendFile(summary, `${comparison.markdown({ limit: mostOfSummary })}\n`)
          }
          return { equivalent: 0, different: findings, incomparable }[comparison.verdict]
        },
      ),
    )
  addExamples(
    command,
    ['compare before.har after.har', 'two files'],
    ['compare "Before Deploy v2.5" "After Deploy v2.5"', 'two sessions of the store'],
    ['compare before.har after.har before-2.har before-3.har', 'with more samples of before'],
    ["compare uat1.har uat2.har --host-map 'uat1.*=uat2.*'", 'of two environments'],
    ['compare before.har after.har --json report.json --md -', 'JSON in a file, Markdown here'],
  )
}

async function run(
  context: Context,
  flags: CompareFlags,
  inputs: readonly string[],
): Promise<Comparison> {
  using _ = context.progress('Comparing')
  const found = []
  for (const input of inputs) found.push(await findComparable(() => context.openStore(), input))
  const [before = '', after = '', ...baselines] = found
  return compare(before, after, {
    ...comparisonOptions(flags),
    baselines,
    store: context.storeFolder,
  })
}

/** Where a report is on standard output, nothing else is. */
async function print(
  context: Context,
  flags: CompareFlags,
  comparison: Comparison,
  isText: boolean,
): Promise<void> {
  const { err, out } = context
  const { showNoise = false } = flags
  await writeReports(out, flags, comparison, showNoise)
  if (context.json) await context.document(comparison.json({ showNoise }))
  if (isText) {
    const color = out.styles.red(' ') !== ' '
    const text = comparison.text({ color, showNoise, ...(out.width && { width: out.width }) })
    await context.say(text)
  }
  const commands = flags.github ? comparison.github() : ''
  // GitHub reads both streams.
  if (commands !== '') await (isText ? out : err).line(printableLines(commands))
}

function summaryPath(): string {
  const path = process.env['GITHUB_STEP_SUMMARY']
  if (path) return path
  throw new HartifactError('INVALID_ARGUMENT', 'There is no summary to write to.', {
    fix: '--step-summary is for GitHub Actions, which sets GITHUB_STEP_SUMMARY; elsewhere use --md.',
  })
}

function noPage(): HartifactError {
  return new HartifactError('INVALID_ARGUMENT', 'There is no HTML page of a comparison yet.', {
    fix: 'For people use --md or the text, for programs --json or --html-data.',
  })
}
