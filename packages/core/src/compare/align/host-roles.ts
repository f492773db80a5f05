import type { Exchange } from '../exchange.ts'
import { compileHostMap, type HostMap } from './host-map.ts'
import { maskSegment } from './mask-segment.ts'

/** Finds out which hosts play the same part in all samples. */
export interface HostRoles {
  /** The empty string for the main host, otherwise scheme and host as names show them. */
  readonly prefixOf: (exchange: Exchange) => string
}

interface Host {
  readonly name: string
  count: number
  /** Methods and paths as sent. */
  readonly paths: Set<string>
}

/** Of each host this many paths are enough to recognise it. */
const mostPaths = 2000

/**
 * The main host is the one with the most exchanges. A sample without it was made elsewhere: then its
 * own main host takes the part, if at least half of the paths are the same, or if both are on this
 * machine. Other hosts on this machine, whose ports change from run to run, are matched by their paths.
 */
export function findHostRoles(
  samples: ReadonlyArray<readonly Exchange[]>,
  hostMap?: HostMap,
): HostRoles {
  const mapHost = compileHostMap(hostMap)
  const counted = samples.map((sample) => countHosts(sample, mapHost))
  const hosts = counted.filter((sample) => sample.size > 0)
  const main = findMain(hosts)
  const roles = new Map<string, string>()
  if (main !== undefined) {
    roles.set(main.name, '')
    for (const sample of hosts) assignRoles(sample, main, hosts, roles)
  }
  return {
    prefixOf({ target }) {
      const host = mapHost(target.host)
      const role = roles.get(host) ?? host
      return role === '' ? '' : `${target.scheme}://${role}`
    },
  }
}

function countHosts(
  sample: readonly Exchange[],
  mapHost: (host: string) => string,
): Map<string, Host> {
  const hosts = new Map<string, Host>()
  for (const { target, entry } of sample) {
    const name = mapHost(target.host)
    const host = hosts.get(name) ?? { name, count: 0, paths: new Set() }
    hosts.set(name, host)
    host.count++
    if (host.paths.size < mostPaths) host.paths.add(`${entry.request.method} ${target.path}`)
  }
  return hosts
}

/** The host that is the main one of a sample, is in most samples, and has the most exchanges. */
function findMain(samples: ReadonlyArray<ReadonlyMap<string, Host>>): Host | undefined {
  let best: { host: Host; samples: number; count: number } | undefined
  for (const sample of samples) {
    const host = largest([...sample.values()])
    if (host === undefined) continue
    const found = samples.flatMap((other) => other.get(host.name) ?? [])
    const count = found.reduce((sum, other) => sum + other.count, 0)
    const isBetter =
      best === undefined ||
      found.length > best.samples ||
      (found.length === best.samples && count > best.count)
    if (isBetter) best = { host, samples: found.length, count }
  }
  return best?.host
}

function assignRoles(
  sample: ReadonlyMap<string, Host>,
  main: Host,
  samples: ReadonlyArray<ReadonlyMap<string, Host>>,
  roles: Map<string, string>,
): void {
  const reference = samples.find((other) => other.has(main.name))!
  const own = [...sample.values()].filter(({ name }) => !reference.has(name) && !roles.has(name))
  if (!sample.has(main.name)) {
    const candidate = largest(own)
    if (candidate && (bothLocal(candidate, main) || overlap(candidate, main) >= 0.5)) {
      roles.set(candidate.name, '')
    }
  }
  const missing = [...reference.values()].filter(
    ({ name }) => isLocal(name) && name !== main.name && !sample.has(name),
  )
  for (const host of own.filter(({ name }) => isLocal(name) && !roles.has(name))) {
    const alike = missing
      .map((other) => ({ other, share: overlap(host, other) }))
      .toSorted((one, other) => other.share - one.share)[0]
    if (alike && alike.share >= 0.5) roles.set(host.name, alike.other.name)
  }
}

function largest(hosts: readonly Host[]): Host | undefined {
  return hosts.toSorted(
    (one, other) => other.count - one.count || (one.name < other.name ? -1 : 1),
  )[0]
}

function bothLocal(one: Host, other: Host): boolean {
  return isLocal(one.name) && isLocal(other.name)
}

function isLocal(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|[\w-]+\.localhost)(:\d+)?$/.test(host)
}

function overlap(one: Host, other: Host): number {
  const paths = maskedPaths(one)
  const others = maskedPaths(other)
  const common = [...paths].filter((path) => others.has(path)).length
  return common / Math.max(1, Math.min(paths.size, others.size))
}

/** Without ids. */
function maskedPaths({ paths }: Host): ReadonlySet<string> {
  return new Set(
    [...paths].map((path) => {
      const parts = path.split('/').slice(0, 16)
      return parts.map((part, index) => maskSegment(part, parts[index - 1] ?? '')).join('/')
    }),
  )
}
