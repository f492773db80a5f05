import type { Alignment } from '../align/alignment.ts'
import type { Exchange, Sample } from '../exchange.ts'
import type { Finding } from '../finding.ts'
import { isCredentialName } from './credential-name.ts'

/** What causes are looked for in. */
export interface Scene {
  readonly before: Sample
  readonly after: Sample
  readonly alignment: Alignment
}

/** Whether a later finding follows from an earlier one. */
type Link = (cause: Finding, finding: Finding, scene: Scene) => boolean

/** Findings may have a cause without anybody saying so; only what is plain is linked. */
const links: readonly Link[] = [refusedAfterLogin, brokenOff, goneWithItsLink]

/**
 * Says of findings that they follow from another one, so that the first divergence stands out:
 * refusals after credentials were lost, requests that are missing because the test broke off after
 * an error, and requests whose address is no longer in the response that named it.
 */
export function linkCauses(findings: readonly Finding[], scene: Scene): Finding[] {
  const causes = findings
    .filter(({ severity }) => severity === 'breaking')
    .toSorted((one, other) => momentOf(one) - momentOf(other))
  return findings.map((finding) => {
    if (finding.severity === 'noise' || causes.length === 0) return finding
    const cause = causes.find(
      (candidate) =>
        candidate !== finding &&
        momentOf(candidate) < momentOf(finding) &&
        links.some((isLink) => isLink(candidate, finding, scene)),
    )
    return cause ? { ...finding, causedBy: cause.fingerprint } : finding
  })
}

/** Position in the session before, or after for what is only there. */
function momentOf({ afterEntries, beforeEntries }: Finding): number {
  return beforeEntries[0] ?? afterEntries[0] ?? Infinity
}

function refusedAfterLogin(cause: Finding, { after, rule }: Finding, scene: Scene): boolean {
  const isRefusal = rule === 'response.status.worse' && [401, 403, 302, 303].includes(Number(after))
  if (!isRefusal && rule !== 'request.auth.dropped') return false
  if (cause.rule === 'request.auth.dropped' || cause.rule === 'response.cookie.removed') return true
  const isFailure = cause.rule === 'response.status.worse' || cause.rule === 'response.failed'
  return isFailure && exchangesOf(cause, scene).some((exchange) => isLogin(exchange))
}

function isLogin({ entry, target }: Exchange): boolean {
  const isPost = entry.request.method === 'POST'
  return isPost && target.segments.some((segment) => isCredentialName(segment))
}

function brokenOff(cause: Finding, { beforeEntries, rule }: Finding, scene: Scene): boolean {
  if (rule !== 'request.missing' && rule !== 'request.write.missing') return false
  if (!/^response\.(?:status\.worse|failed|error|state)/.test(cause.rule)) return false
  const last = Math.max(-1, ...scene.alignment.pairs.map(({ before }) => before.number))
  return beforeEntries.every((number) => number > last)
}

/** Places where a response names what is asked for next. */
function goneWithItsLink(cause: Finding, finding: Finding, scene: Scene): boolean {
  if (!finding.rule.startsWith('request.')) return false
  if (!/^response\.(?:field|value|location|type)/.test(cause.rule)) return false
  const { before } = cause
  if (typeof before !== 'string' || before.length < 4) return false
  const path = before.replace(/^https?:\/\/[^/]+/, '').replace(/[?#].*$/, '')
  if (path === '/') return false
  return exchangesOf(finding, scene).some(
    ({ target }) => target.path === path || target.segments.includes(before),
  )
}

function exchangesOf({ beforeEntries }: Finding, { before }: Scene): Exchange[] {
  return before.exchanges.filter(({ number }) => beforeEntries.includes(number))
}
