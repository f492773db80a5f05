import type { Annotation, Entry, Step } from '../../entry/entry.ts'
import { HartifactError } from '../../errors.ts'
import type { ImportedSession, ImportIssue } from '../format.ts'
import { attachmentsFromHar } from './attachments.ts'
import { commentAnnotation, harToEntry } from './har-to-entry.ts'
import {
  type Loose,
  looseArray,
  looseNumber,
  looseObject,
  looseObjects,
  looseString,
  looseTime,
} from './loose.ts'

/** The newest `_hartifact.schema` that is understood. */
const knownSchema = 1

/**
 * Reads a HAR. What Hartifact wrote comes back equal, entry by entry and body by body, except for
 * bodies that the file leaves out (see `HarOptions`); files of other tools are read as far as their
 * fields go. Faults of single entries are reported in `issues`, never thrown.
 *
 * @param source - the text of the file, with or without a byte order mark, or what it parses to
 * @throws HartifactError `FORMAT_UNKNOWN` when it is no HAR, `FORMAT_NEWER` when a newer version of
 * Hartifact wrote it
 *
 * @example
 * ```ts
 * const { info, entries, bodies } = readHar(await readFile('login.har', 'utf8'))
 * ```
 */
export function readHar(source: string | object): ImportedSession {
  const log = looseObject(looseObject(parse(source))['log'])
  if (!Array.isArray(log['entries'])) throw notHar('it has no log.entries')
  const ours = looseObject(log['_hartifact'])
  const schema = looseNumber(ours['schema']) ?? knownSchema
  if (schema > knownSchema) {
    throw new HartifactError('FORMAT_NEWER', 'A newer version of Hartifact wrote this HAR.', {
      fix: 'Update @hartifact/core.',
    })
  }

  const info = toInfo(log, ours)
  const steps = toSteps(log, ours)
  const issues: ImportIssue[] = []
  const bodies = new Map<string, Uint8Array>()
  const entries: Entry[] = []
  attachmentsFromHar(ours['attachments'], { bodies })
  // A page with the session's own id is the session, even if a step had the same.
  const stepIds = new Set(steps.map(({ id }) => id).filter((id) => id !== info.id))
  for (const [position, entry] of looseArray(log['entries']).entries()) {
    const issue = (what: string): void => void issues.push({ entry: position, what })
    const startedAt = entries.at(-1)?.startedAt ?? info.createdAt
    entries.push(harToEntry(entry, { position, steps: stepIds, startedAt, bodies, issue }))
  }
  return { info, steps, annotations: toAnnotations(log, ours, info), entries, bodies, issues }
}

function parse(source: string | object): unknown {
  if (typeof source !== 'string') return source
  try {
    return JSON.parse(source.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw notHar('it is not JSON', error)
  }
}

function notHar(reason: string, cause?: unknown): HartifactError {
  return new HartifactError('FORMAT_UNKNOWN', `This is not a HAR: ${reason}.`, {
    fix: 'Check that the file is complete and was exported as HAR.',
    cause,
  })
}

function toInfo(log: Loose, ours: Loose): ImportedSession['info'] {
  if (isOurs(ours)) return ours['info'] as ImportedSession['info']
  const [page = {}] = looseObjects(log['pages'])
  const [entry = {}] = looseObjects(log['entries'])
  return {
    name: looseString(page['title']) || looseString(log['_recordingName']) || 'Imported HAR',
    createdAt:
      looseTime(page['startedDateTime']) ??
      looseTime(entry['startedDateTime']) ??
      new Date(0).toISOString(),
  }
}

function isOurs(ours: Loose): boolean {
  const { createdAt, name } = looseObject(ours['info'])
  return typeof name === 'string' && typeof createdAt === 'string'
}

/** Our first page is the session, and so is the only page of another tool. */
function toSteps(log: Loose, ours: Loose): Step[] {
  if (isOurs(ours)) return looseObjects(ours['steps']) as unknown as Step[]
  const pages = looseObjects(log['pages'])
  if (pages.length < 2) return []
  return pages.map((page) => ({
    id: looseString(page['id']) ?? '',
    title: looseString(page['title']) ?? '',
    startedAt: looseTime(page['startedDateTime']) ?? new Date(0).toISOString(),
  }))
}

function toAnnotations(
  log: Loose,
  ours: Loose,
  { createdAt }: { createdAt: string },
): Annotation[] {
  if (!isOurs(ours)) return commentAnnotation(log['comment'], createdAt)
  return looseObjects(ours['annotations']) as unknown as Annotation[]
}
