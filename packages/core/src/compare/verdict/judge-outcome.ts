import type { Entry } from '../../entry/entry.ts'
import { mediaType } from '../../entry/headers.ts'
import type { Content } from '../content/content.ts'
import type { RuleId } from '../rules.ts'
import type { Judgement } from './judgement.ts'
import type { Skip } from './judge-pair.ts'
import type { Setting } from './setting.ts'

/** What became of an exchange as a whole: failure, status, whether there is a body, and its type. */
export interface Outcome {
  readonly judgements: readonly Judgement[]
  readonly skip?: Skip
}

/** The first of these that has something to say decides what else is compared. */
const checks: ReadonlyArray<(setting: Setting) => Outcome | undefined> = [
  judgeFailure,
  judgeNotModified,
  judgeStatus,
  judgeBodies,
]

export function judgeOutcome(setting: Setting): Outcome {
  const judgements: Judgement[] = []
  for (const check of checks) {
    const outcome = check(setting)
    if (!outcome) continue
    judgements.push(...outcome.judgements)
    if (outcome.skip) return { judgements, skip: outcome.skip }
  }
  return { judgements }
}

function judgeFailure({ after, before, row }: Setting): Outcome | undefined {
  const [was, is] = [failureOf(before.entry), failureOf(after.entry)]
  if (was === is) return was === undefined ? undefined : { judgements: [], skip: 'response' }
  const values = {
    ...(was !== undefined && { before: was }),
    ...(is !== undefined && { after: is }),
  }
  if (is === undefined) {
    const message = `It failed (${was}) and does no longer.`
    return {
      judgements: [{ rule: 'response.status.better', path: ['response'], ...values, message }],
      skip: 'response',
    }
  }
  const isVaried = row.statuses.has(0)
  const isClient =
    after.entry.failure?.kind === 'client-aborted' || after.entry.failure?.kind === 'unfinished'
  const message = `There is no whole response: ${after.entry.failure?.message ?? is}`
  const finding = { rule: 'response.failed' as const, path: ['response'], ...values, message }
  if (isVaried) {
    return {
      judgements: [
        { ...finding, severity: 'noise', reason: 'it failed in a session of before too' },
      ],
      skip: 'response',
    }
  }
  const own = isClient
    ? ({
        ...finding,
        severity: 'info',
        reason: 'the client gave up, or the recording ended',
      } as const)
    : finding
  return { judgements: [own], skip: 'response' }
}

function failureOf({ failure, response }: Entry): string | undefined {
  if (failure) return failure.code ?? failure.kind
  return response ? undefined : 'no response'
}

function judgeNotModified({ after, before }: Setting): Outcome | undefined {
  const [was, is] = [statusOf(before.entry), statusOf(after.entry)]
  const isOne = (was === 304 && is === 200) || (was === 200 && is === 304)
  if (!isOne) return undefined
  const message = `It was answered from a cache in one session: ${was} and ${is}.`
  const reason = '304 says that the content of 200 is still right'
  return {
    judgements: [
      {
        rule: 'response.status.changed',
        path: ['response', 'status'],
        before: was,
        after: is,
        message,
        severity: 'noise',
        reason,
      },
    ],
    skip: 'response',
  }
}

function judgeStatus({ after, before, row }: Setting): Outcome | undefined {
  const [was, is] = [statusOf(before.entry), statusOf(after.entry)]
  if (was === is) return undefined
  const rule = ruleOfStatus(was, is)
  const message = `The status was ${was} and is ${is}.`
  const finding = { rule, path: ['response', 'status'], before: was, after: is, message }
  const skip = rule === 'response.status.changed' ? undefined : ('response' as const)
  if (row.statuses.has(is)) {
    return {
      judgements: [
        { ...finding, severity: 'noise', reason: 'it was so in a session of before too' },
      ],
      skip: 'response',
    }
  }
  return { judgements: [finding], skip }
}

function ruleOfStatus(was: number, is: number): RuleId {
  const [old, fresh] = [rankOf(was), rankOf(is)]
  // A page instead of a redirect is another outcome, not a better one.
  if (old === fresh || (old === 3 && fresh === 2)) return 'response.status.changed'
  return fresh > old ? 'response.status.worse' : 'response.status.better'
}

/** The higher the worse: success, redirect, error of the client, error of the server. */
function rankOf(status: number): number {
  return status < 300 ? 2 : Math.floor(status / 100)
}

function judgeBodies({ after, before, row }: Setting): Outcome | undefined {
  const [was, is] = [before.responseContent, after.responseContent]
  const method = before.entry.request.method
  if (method === 'HEAD' || method === 'CONNECT') return { judgements: [], skip: 'body' }
  if (was && !is && before.entry.messages === undefined) {
    const message = `The body is gone; it had ${was.size} bytes.`
    return {
      judgements: [{ rule: 'response.body.emptied', path: ['response', 'body'], message }],
      skip: 'body',
    }
  }
  if (!was && is && after.entry.messages === undefined) {
    const message = `There is a body of ${is.size} bytes; there was none.`
    return {
      judgements: [{ rule: 'response.body.added', path: ['response', 'body'], message }],
      skip: 'body',
    }
  }
  if (!was || !is) return undefined
  const [oldType, type] = [
    mediaType(before.entry.response!.headers),
    mediaType(after.entry.response!.headers),
  ]
  const judgements: Judgement[] = []
  if (oldType !== type && !row.places.get('response.headers.content-type')?.has('value')) {
    const message = `The content type was ${oldType || 'not given'} and is ${type || 'not given'}.`
    const path = ['response', 'headers', 'content-type']
    judgements.push({
      rule: 'response.content-type.changed',
      path,
      before: oldType,
      after: type,
      message,
    })
  }
  if (was.problem ?? is.problem) {
    return { judgements: [...judgements, ...judgeHashes(was, is)], skip: 'body' }
  }
  return { judgements, ...(was.kind !== is.kind && { skip: 'body' as const }) }
}

/** Of bodies that are not whole only the hashes of all their bytes are left. */
function judgeHashes(was: Content, is: Content): Judgement[] {
  const isKnown = was.problem !== 'undecodable' && is.problem !== 'undecodable'
  if (!isKnown || was.hash === is.hash) return []
  const message =
    'The body is another one; it is not whole in the session, so nobody can say where.'
  const reason = 'only hashes could be compared'
  return [
    {
      rule: 'response.bytes.changed',
      path: ['response', 'body'],
      message,
      severity: 'info',
      reason,
    },
  ]
}

function statusOf({ response }: Entry): number {
  return response?.status ?? 0
}
