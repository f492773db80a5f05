import { HartifactError } from '../../errors.ts'
import type { AcceptedFinding, ComparisonOptions } from '../comparison-options.ts'
import { isNumber, isRecord, recordWith } from './check.ts'
import { isAccepted, optionChecks } from './option-checks.ts'

/** Name of the reviewed file of rules. */
export const compareSettingsFile = 'hartifact.compare.json'

/** Newest version of the file that is understood. */
const version = 1

/** What a file of rules can say: all options but the profile, which is a file of its own. */
export type CompareSettings = Omit<ComparisonOptions, 'profile'>

const isSettings = recordWith({ version: isNumber(version, version), ...optionChecks })

/**
 * Reads a file of rules. Strict: what is not understood would otherwise silence nothing, or everything.
 *
 * @param text - what the file holds
 * @param file - its name, for messages
 * @throws HartifactError `FORMAT_UNKNOWN` when it is no such file, `FORMAT_NEWER` when a newer version
 * wrote it, `INVALID_ARGUMENT` when something in it cannot be meant
 */
export function parseCompareSettings(text: string, file: string): CompareSettings {
  const { version: _, ...settings } = parseFile(text, file)
  return settings
}

/**
 * The file's new text with one more accepted finding. An entry with the same fingerprint is replaced;
 * everything else stays, in its order.
 *
 * @param text - what the file holds; `undefined` when there is none
 * @throws HartifactError as {@link parseCompareSettings}, and `INVALID_ARGUMENT` for an entry without
 * reason, or with a fingerprint or date that cannot be
 */
export function addAccepted(
  text: string | undefined,
  accepted: AcceptedFinding,
  file: string = compareSettingsFile,
): string {
  const wrong = isAccepted(accepted, 'The accepted finding')
  if (wrong) throw new HartifactError('INVALID_ARGUMENT', wrong.what, { fix: wrong.fix })
  const settings = text === undefined || text.trim() === '' ? { version } : parseFile(text, file)
  const before = (settings['accept'] ?? []) as readonly AcceptedFinding[]
  const at = before.findIndex(({ fingerprint }) => fingerprint === accepted.fingerprint)
  const others = before.filter(({ fingerprint }) => fingerprint !== accepted.fingerprint)
  const accept = at === -1 ? [...before, accepted] : others.toSpliced(at, 0, accepted)
  return `${JSON.stringify({ ...settings, accept }, undefined, 2)}\n`
}

/** A valid file as it is, with its version. */
function parseFile(text: string, file: string): Readonly<Record<string, unknown>> {
  const data = parseJson(text, file)
  if (!isRecord(data)) throw unknown(file, 'it holds no object')
  if (data['version'] === undefined) throw unknown(file, 'it has no version')
  if (Number.isInteger(data['version']) && Number(data['version']) > version) {
    throw new HartifactError('FORMAT_NEWER', `A newer version of Hartifact wrote ${file}.`, {
      fix: 'Update Hartifact here.',
    })
  }
  if (data['version'] !== version) throw unknown(file, 'its version is none that there is')
  const found = isSettings(data, '')
  if (!found) return data
  throw new HartifactError('INVALID_ARGUMENT', `In ${file}: ${found.what}`, { fix: found.fix })
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (cause) {
    throw unknown(file, 'it is no JSON', cause)
  }
}

function unknown(file: string, reason: string, cause?: unknown): HartifactError {
  return new HartifactError('FORMAT_UNKNOWN', `${file} is no file of rules: ${reason}.`, {
    fix: `Write an object with "version": ${version} and ignore, accept, severity and the like.`,
    ...(cause !== undefined && { cause }),
  })
}
