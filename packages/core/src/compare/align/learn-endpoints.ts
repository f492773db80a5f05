import { mediaType } from '../../entry/headers.ts'
import type { Exchange } from '../exchange.ts'
import type { EndpointNames } from './alignment.ts'
import type { HostMap } from './host-map.ts'
import { findHostRoles } from './host-roles.ts'
import { decodePart, learnPaths } from './learn-paths.ts'
import { operationOf } from './operation.ts'
import type { PathUse } from './segment-uses.ts'

/** Exchanges of a path that are looked at. */
const mostExamples = 3

/**
 * Learns from all sessions of a comparison how endpoints are named, so that names are the same in all
 * of them. The main host (see `findHostRoles`) is left out; segments that are ids, or that take other
 * values in other sessions, become `{id}`; operations of GraphQL, JSON-RPC, SOAP and forms follow.
 *
 * Main hosts count as the same without a host map when both are on the loopback interface, or when at
 * least half of their paths are the same.
 *
 * @param samples - sessions: before, further ones of before, after
 */
export function learnEndpoints(
  samples: ReadonlyArray<readonly Exchange[]>,
  options: { readonly hostMap?: HostMap | undefined } = {},
): EndpointNames {
  const hosts = findHostRoles(samples, options.hostMap)
  const paths = learnPaths(usedPaths(samples, hosts.prefixOf), samples.length)
  const names = new WeakMap<Exchange, string>()
  const templates = new Map<string, string>()

  function templateOf(host: string, path: string): string {
    const key = host + path
    const template = templates.get(key) ?? paths.templateOf(host, path)
    templates.set(key, template)
    return template
  }

  return {
    nameOf(exchange) {
      const known = names.get(exchange)
      if (known !== undefined) return known
      const { method } = exchange.entry.request
      const host = hosts.prefixOf(exchange)
      const path = pathOf(exchange)
      const place = isGrpc(exchange) ? path : templateOf(host, path)
      const operation = operationOf(exchange)
      const name = `${method} ${host}${place}${operation === undefined ? '' : ` ${operation}`}`
      names.set(exchange, name)
      return name
    },
  }
}

function usedPaths(
  samples: ReadonlyArray<readonly Exchange[]>,
  prefixOf: (exchange: Exchange) => string,
): PathUse[] {
  const uses = new Map<string, PathUse>()
  for (const [sample, exchanges] of samples.entries()) {
    for (const exchange of exchanges) {
      if (isGrpc(exchange)) continue
      const prefix = prefixOf(exchange)
      const path = pathOf(exchange)
      const use = uses.get(prefix + path) ?? {
        prefix,
        parts: path.split('/').slice(1).map(decodePart),
        samples: new Set(),
        exchanges: [],
      }
      uses.set(prefix + path, use)
      use.samples.add(sample)
      if (use.exchanges.length < mostExamples) use.exchanges.push(exchange)
    }
  }
  return [...uses.values()]
}

function pathOf({ target }: Exchange): string {
  return target.path.startsWith('/') ? target.path : `/${target.path}`
}

function isGrpc({ entry }: Exchange): boolean {
  const { method, headers } = entry.request
  return method === 'POST' && mediaType(headers).startsWith('application/grpc')
}
