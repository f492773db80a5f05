import type { Alignment, Unmatched } from '../align/alignment.ts'
import type { Exchange } from '../exchange.ts'
import type { Evidence } from '../noise/evidence.ts'
import type { RuleId } from '../rules.ts'
import { maskVolatile } from '../values/mask.ts'
import { isWrite } from './is-write.ts'
import type { Raised } from './raised.ts'

/** What it means that requests have no partner. */
export interface UnmatchedInput {
  readonly alignment: Alignment
  readonly evidence: Evidence
  /** Exchanges after by endpoint, all of them. */
  readonly after: ReadonlyMap<string, readonly Exchange[]>
  /** Exchanges that are part of a poll, of both sides. */
  readonly polls: ReadonlySet<Exchange>
  /** Positions after that a measurement speaks of already. */
  readonly measured: ReadonlySet<number>
}

export function judgeUnmatched(input: UnmatchedInput): Raised[] {
  const { alignment, measured } = input
  return [
    ...alignment.onlyBefore.map((unmatched) => judgeMissing(unmatched, input)),
    ...alignment.onlyAfter
      .filter(({ exchange }) => !measured.has(exchange.number))
      .map((unmatched) => judgeAdded(unmatched, input)),
  ]
}

const roles: Readonly<Record<NonNullable<Unmatched['role']>, string>> = {
  poll: 'it repeats a poll; how often depends on the clock',
  retry: 'it was tried again, and that is compared',
  preflight: 'whether a preflight is needed depends on the cache',
  duplicate: 'the same request is there already',
}

function judgeMissing(
  { endpoint, exchange, nearest, role }: Unmatched,
  input: UnmatchedInput,
): Raised {
  const { after, evidence } = input
  const write = isWrite(exchange)
  const rule = write ? 'request.write.missing' : 'request.missing'
  const hint = nearest
    ? ` The nearest is ${nearest.entry.request.method} ${nearest.target.path}.`
    : ''
  const raised = {
    rule,
    endpoint,
    path: [],
    beforeEntries: [exchange.number],
    afterEntries: [],
    message: `The request is no longer made.${hint}`,
  } as const
  const { least = 0 } = evidence.counts.get(endpoint) ?? {}
  const count = after.get(endpoint)?.length ?? 0
  const row = evidence.rows.get(exchange.number)
  if (role !== undefined && role !== 'duplicate') return excused(raised, role)
  if (input.polls.has(exchange) && !write) return noise(raised, roles.poll)
  if (row && row.samples < evidence.samples) {
    return noise(raised, `it was made in ${row.samples} of ${evidence.samples} sessions of before`)
  }
  if (evidence.samples > 1 && count >= least && count > 0 && isVariable(evidence, endpoint)) {
    return noise(raised, 'how many there are differs between sessions of before')
  }
  return raised
}

function judgeAdded(
  { endpoint, exchange, nearest, role }: Unmatched,
  input: UnmatchedInput,
): Raised {
  const { after, evidence } = input
  const others = (after.get(endpoint) ?? []).filter((other) => other !== exchange)
  const isCopy = others.some((other) => isSameRequest(other, exchange))
  const rule = ruleOfAdded(exchange, isCopy)
  const raised = {
    rule,
    endpoint,
    path: [],
    beforeEntries: isCopy && nearest ? [nearest.number] : [],
    afterEntries: [exchange.number],
    message: messages[rule] ?? 'The request is new.',
  }
  if (role !== undefined && role !== 'duplicate') return excused(raised, role)
  if (input.polls.has(exchange) && !isWrite(exchange)) return noise(raised, roles.poll)
  const { most = 0 } = evidence.counts.get(endpoint) ?? {}
  if (evidence.samples > 1 && others.length + 1 <= most && isVariable(evidence, endpoint)) {
    return noise(raised, 'how many there are differs between sessions of before')
  }
  return raised
}

function isVariable({ counts }: Evidence, endpoint: string): boolean {
  const range = counts.get(endpoint)
  return range !== undefined && range.least !== range.most
}

function ruleOfAdded(exchange: Exchange, isCopy: boolean): RuleId {
  if (!isCopy) return 'request.added'
  return isWrite(exchange) ? 'request.write.duplicated' : 'request.repeated'
}

const messages: Partial<Record<RuleId, string>> = {
  'request.write.duplicated': 'The same content is sent more often than before.',
  'request.repeated': 'The same is asked for more often than before.',
}

/** The same but for ids, tokens and times, as when a form is sent twice. */
function isSameRequest(one: Exchange, other: Exchange): boolean {
  if (one.entry.request.method !== other.entry.request.method) return false
  if (one.target.path !== other.target.path) return false
  const [mine, yours] = [one.requestContent, other.requestContent]
  if (mine?.hash === yours?.hash) return queryOf(one) === queryOf(other)
  if (!mine || !yours || mine.kind !== yours.kind || mine.size > 100_000) return false
  return maskVolatile(textOf(mine.bytes)) === maskVolatile(textOf(yours.bytes))
}

function queryOf({ target }: Exchange): string {
  return JSON.stringify(target.query)
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString()
}

/** A retry is one, whichever session it is in. */
function excused(raised: Raised, role: keyof typeof roles): Raised {
  return noise(role === 'retry' ? { ...raised, rule: 'request.retried' } : raised, roles[role])
}

function noise<T extends object>(
  raised: T,
  reason: string,
): T & { severity: 'noise'; reason: string } {
  return { ...raised, severity: 'noise', reason }
}
