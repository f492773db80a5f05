import { readFile } from 'node:fs/promises'
import { HartifactError } from '@hartifact/core'

/** A finding as the JSON report has it. */
export interface KnownFinding {
  readonly fingerprint: string
  readonly rule: string
  readonly endpoint: string
  readonly path: string
}

/** The findings of a report. */
export interface KnownFindings {
  /**
   * The one whose fingerprint begins so.
   *
   * @throws HartifactError `NAME_NOT_FOUND`, `INVALID_ARGUMENT` for the beginning of several
   */
  find(beginning: string): KnownFinding
}

/** Shorter beginnings soon mean another finding. */
const shortest = 6

/**
 * Reads what `hartifact compare --json` has written.
 *
 * @throws HartifactError `INVALID_ARGUMENT`, `FORMAT_UNKNOWN`
 */
export async function knownFindings(file: string): Promise<KnownFindings> {
  const findings = findingsOf(await readReport(file), file)
  return {
    find(beginning) {
      const wanted = beginning.toLowerCase()
      const found = new Map(
        findings
          .filter(({ fingerprint }) => fingerprint.startsWith(wanted))
          .map((finding) => [finding.fingerprint, finding]),
      )
      const [first] = found.values()
      if (!first || wanted.length < shortest) {
        throw new HartifactError('NAME_NOT_FOUND', `${file} has no finding ${beginning}.`, {
          fix: `Give its fingerprint, at least ${shortest} of the 12 digits, as the report shows it.`,
        })
      }
      if (found.size === 1) return first
      throw new HartifactError(
        'INVALID_ARGUMENT',
        `The fingerprints of ${found.size} findings begin with ${beginning}.`,
        { fix: 'Give all 12 digits.' },
      )
    },
  }
}

async function readReport(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (cause) {
    throw new HartifactError('INVALID_ARGUMENT', `The file ${file} cannot be read.`, {
      fix: 'Check its path and permissions.',
      cause,
    })
  }
}

function findingsOf(text: string, file: string): KnownFinding[] {
  try {
    const { findings } = JSON.parse(text) as { readonly findings: readonly KnownFinding[] }
    return findings.filter(({ fingerprint }) => typeof fingerprint === 'string')
  } catch (cause) {
    throw new HartifactError('FORMAT_UNKNOWN', `${file} is no report of a comparison.`, {
      fix: 'Make one with "hartifact compare BEFORE AFTER --json FILE".',
      cause,
    })
  }
}
