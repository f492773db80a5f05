import type { AddressModule } from './address.cts'

const { BlockList, isIP } = require('node:net') as typeof import('node:net')
const { plainHost } = require('./address.cjs') as AddressModule

/** Whether a host is reached without the proxy. */
export type IsBypassed = (host: string, port: number) => boolean

/**
 * Compiles a list of hosts: `host`, `.suffix` and `*.suffix` (all names below), an address, a network
 * (CIDR), each with or without a port (`host:port`, `[::1]:port`); `*` for everything.
 *
 * @throws TypeError naming the item that is none of these
 */
function bypassedBy(list: readonly string[]): IsBypassed {
  const items = list.map(compile)
  return (host, port) => {
    const asked = plainHost(host).replace(/\.$/, '').toLowerCase()
    return items.some((item) => (item.port ?? port) === port && item.fits(asked))
  }
}

interface Item {
  readonly port: number | undefined
  readonly fits: (host: string) => boolean
}

function compile(item: string): Item {
  const text = typeof item === 'string' ? item.trim().toLowerCase() : ''
  const [, name = '', digits] = /^(\[[^\]]*\]|[^:]*):(\d{1,5})$/.exec(text) ?? [text, text]
  const host = name.replace(/^\[|\]$/g, '')
  const port = digits === undefined ? undefined : Number(digits)
  return { port, fits: fitsOf(host, item) }
}

function fitsOf(name: string, item: string): (host: string) => boolean {
  if (name === '*') return () => true
  const [address = '', bits] = name.split('/')
  if (bits !== undefined) return networkOf(address, bits, item)
  if (isIP(name)) return (host) => host === name
  const suffix = /^\*?(\..+)$/.exec(name)?.[1]
  const rest = suffix ?? name
  if (!/^[^\s:/@*]+$/.test(rest)) throw new TypeError(`"${item}" is no host`)
  return suffix === undefined
    ? (host) => host === name
    : (host) => !isIP(host) && host.endsWith(suffix)
}

function networkOf(address: string, bits: string, item: string): (host: string) => boolean {
  const family = isIP(address)
  const length = Number(bits)
  if (!family || !/^\d+$/.test(bits) || length > (family === 4 ? 32 : 128)) {
    throw new TypeError(`"${item}" is no network`)
  }
  const kind = family === 4 ? 'ipv4' : 'ipv6'
  const network = new BlockList()
  network.addSubnet(address, length, kind)
  return (host) => isIP(host) === family && network.check(host, kind)
}

export type BypassModule = { readonly bypassedBy: typeof bypassedBy }

module.exports = { bypassedBy } satisfies BypassModule
