import { BlockList, isIP } from 'node:net'
import { plainHost } from './authority-form.ts'

type Matches = (host: string, port: number) => boolean

/**
 * Which hosts are reached without the upstream proxy. An item of the list is
 *
 * - a name, which stands for itself and all names below it: `corp.example`, `.corp.example`,
 *   `*.corp.example`
 * - an address: `10.0.0.1`, `::1`, `[::1]`
 * - a range of addresses: `10.0.0.0/8`, `fd00::/8`; names are not resolved for it
 * - `*` for every host
 *
 * A name or an address may have a port: `corp.example:8443`, `[::1]:8443`. Case does not matter, and
 * what is none of these excludes nothing.
 *
 * @example
 * ```ts
 * const isDirect = compileNoProxy(['localhost', '10.0.0.0/8'])
 * isDirect('10.1.2.3', 443) // true
 * ```
 */
export function compileNoProxy(list: readonly string[]): Matches {
  const rules = list.map((item) => compileItem(item.trim().toLowerCase()))
  return (host, port) => {
    const plain = plainHost(host)
    return rules.some((matches) => matches(plain, port))
  }
}

function compileItem(item: string): Matches {
  if (item === '*') return () => true
  if (item.includes('/')) return compileRange(item)
  const [, name = '', port] = /^(\[.*\]|[^:]*):(\d+)$/.exec(item) ?? [item, item]
  const host = plainHost(name)
  const matchesHost = isIP(host)
    ? compileRange(`${host}/${isIP(host) === 4 ? 32 : 128}`)
    : isBelow(host)
  if (port === undefined) return matchesHost
  return (candidate, itsPort) => itsPort === Number(port) && matchesHost(candidate, itsPort)
}

function isBelow(item: string): Matches {
  const name = item.replace(/^\*?\./, '')
  if (!name) return () => false
  return (host) => host === name || (host.endsWith(`.${name}`) && !isIP(host))
}

/** Addresses are compared as numbers: the same one can be written in several ways. */
function compileRange(item: string): Matches {
  const [address = '', prefix = ''] = item.split('/')
  const plain = plainHost(address)
  const family = isIP(plain)
  const bits = Number(prefix)
  if (!family || !/^\d+$/.test(prefix) || bits > (family === 4 ? 32 : 128)) return () => false
  const range = new BlockList()
  range.addSubnet(plain, bits, family === 4 ? 'ipv4' : 'ipv6')
  return (host) => {
    const itsFamily = isIP(host)
    return itsFamily !== 0 && range.check(host, itsFamily === 4 ? 'ipv4' : 'ipv6')
  }
}
