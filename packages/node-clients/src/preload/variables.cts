import type { ProxyUrlModule } from '../routing/proxy-url.cts'
import type { Route } from '../routing/route.cts'

const { readFileSync } = require('node:fs') as typeof import('node:fs')
const { proxyOf } = require('../routing/proxy-url.cjs') as ProxyUrlModule

/**
 * The way that `HARTIFACT_PROXY` names, with credentials or without, to a proxy that answers for
 * servers by the authority in the file `HARTIFACT_CA`.
 *
 * @throws Error when the first is no URL
 */
function routeFrom(environment: NodeJS.ProcessEnv): Route {
  const url = new URL(environment['HARTIFACT_PROXY'] ?? '')
  const ca = certificateIn(environment['HARTIFACT_CA'])
  return { key: url.href, ...proxyOf(url), ...(ca && { ca }) }
}

/** Without it clients that trust certain authorities only are not recorded. */
function certificateIn(path: string | undefined): string | undefined {
  try {
    return path && readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

export type VariablesModule = { readonly routeFrom: typeof routeFrom }

module.exports = { routeFrom } satisfies VariablesModule
