import { HartifactError } from '@hartifact/core'
import type { Escape } from './node-routing.ts'
import type { ResolvedRouteOptions } from './route-options.ts'
import type { FoundEscape } from './routing/route.cts'
import type { TargetRoute } from './target-route.ts'

/** Is told of a connection around the proxy, and can close it. */
export type OnFoundEscape = (
  found: FoundEscape<TargetRoute>,
  destroy: (error: Error) => void,
) => void

/** What this process has been warned of, by client and host. */
const warned = new Set<string>()

/** Tells the session of each escape, once, and then does what was asked for. Never throws. */
export function escapeReports(onEscape: ResolvedRouteOptions['onEscape']): OnFoundEscape {
  const reported = new Set<string>()
  return ({ advice, client, host, port, route: { target } }, destroy) => {
    const who = `${client} ${host}:${port}`
    const key = `${target.id} ${who}`
    const escape: Escape = { client, host, port, advice, session: target.name }
    if (!reported.has(key)) {
      reported.add(key)
      report(escape, target)
    }
    if (onEscape === 'error') return destroy(errorOf(escape))
    if (onEscape === 'warn' && !warned.has(who)) {
      warned.add(who)
      warn(`${describe(escape)} ${advice}`)
    }
    if (typeof onEscape === 'function') call(onEscape, escape)
  }
}

function report({ client, host, port }: Escape, target: TargetRoute['target']): void {
  const reason = `it connected to ${host}:${port} without the proxy`
  // A session that has ended takes no reports any more.
  void Promise.resolve()
    .then(() => target.reportBypass(client, reason))
    .catch(() => {})
}

function call(onEscape: (escape: Escape) => void, escape: Escape): void {
  try {
    onEscape(escape)
  } catch (error) {
    warn(`onEscape threw ${String(error)}.`)
  }
}

function warn(text: string): void {
  process.emitWarning(`Hartifact: ${text}`)
}

function errorOf(escape: Escape): Error {
  return new HartifactError('PROXY_DISPLACED', describe(escape), { fix: escape.advice })
}

function describe({ client, host, port, session }: Escape): string {
  return `${client} connected to ${host}:${port} around the proxy, so session "${session}" lacks that traffic.`
}
