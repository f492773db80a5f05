import { readFile } from 'node:fs/promises'
import {
  type AcceptedFinding,
  addAccepted,
  compareSettingsFile,
  HartifactError,
} from '@hartifact/core'
import type { Command } from 'commander'
import { action } from '../action.ts'
import { type KnownFinding, knownFindings } from '../compare/known-findings.ts'
import { addExamples } from '../help.ts'
import { notEmpty } from '../options.ts'
import { printable } from '../ui/printable.ts'
import { writeWhole } from '../write-whole.ts'

interface AcceptFlags {
  readonly reason: string
  readonly until?: string
  readonly settings?: string
  readonly from?: string
}

/** `hartifact accept` */
export function configure(command: Command): void {
  command
    .description(
      'Says that differences are meant: from now on "hartifact compare" takes them for noise. They are written into a file that belongs in the repository, to be reviewed.',
    )
    .argument('<fingerprints...>', 'of findings, as the report shows them')
    .requiredOption(
      '--reason <text>',
      'why; it is shown with every difference it silences',
      notEmpty,
    )
    .option('--until <date>', 'from this date, as 2026-03-01, it counts again')
    .option('--settings <file>', `the file (default: ${compareSettingsFile})`)
    .option('--from <file>', 'the report of "compare --json": checks that the findings are there')
    .action(
      action(async (context, flags: AcceptFlags, fingerprints: readonly string[]) => {
        const { from, reason, settings = compareSettingsFile, until } = flags
        const known = from === undefined ? undefined : await knownFindings(from)
        const accepted = fingerprints.map((fingerprint): AcceptedFinding => {
          const finding = known?.find(fingerprint)
          return {
            fingerprint: finding?.fingerprint ?? fingerprint.toLowerCase(),
            reason: finding ? `${reason} (${placeOf(finding)})` : reason,
            ...(until !== undefined && { until }),
          }
        })
        const before = await readSettings(settings)
        const text = accepted.reduce<string | undefined>(
          (file, finding) => addAccepted(file, finding, settings),
          before,
        )
        if (text !== undefined) await writeWhole(settings, text)
        if (context.json) return context.document({ settings, accepted })
        for (const finding of accepted) {
          await context.say(`Accepted ${finding.fingerprint}: ${printable(finding.reason)}`)
        }
        await context.say(`Wrote ${printable(settings)}.`)
      }),
    )
  addExamples(
    command,
    ['accept a3f8c21b9d04 --reason "POST answers 200 since ticket 17"', 'one finding'],
    ['accept a3f8c21b 77b0e1c4 --from report.json --reason "API v2"', 'two of a report'],
    ['accept a3f8c21b9d04 --reason "being fixed" --until 2026-03-01', 'for some time'],
  )
}

function placeOf({ endpoint, path, rule }: KnownFinding): string {
  return [rule, endpoint, path].filter(Boolean).join(' ')
}

async function readSettings(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new HartifactError('INVALID_ARGUMENT', `The file ${path} cannot be read.`, {
      fix: 'Check its permissions.',
      cause,
    })
  }
}
