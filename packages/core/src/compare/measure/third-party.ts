import { isIP } from 'node:net'
import { getHeaders } from '../../entry/headers.ts'
import type { Pair } from '../align/alignment.ts'
import { groupBy } from '../group-by.ts'
import { compileHostMap, type HostMap } from '../align/host-map.ts'
import type { Exchange } from '../exchange.ts'
import {
  type Measurement,
  type MeasureInput,
  type NamedExchange,
  numbersOf,
} from './measurement.ts'

/** A host of somebody else that no session of before asked. */
export interface NewHost {
  readonly host: string
  readonly exchanges: readonly NamedExchange[]
  /** What the client gave away there, beside that it was there at all. */
  readonly sent: ReadonlyArray<'body' | 'query' | 'cookies'>
}

/**
 * Hosts that are asked after and were never before. Hosts of the same registrable domain are of one
 * owner. Where no host of before is asked any more, the one that most requests go to takes its place.
 *
 * @param samples - all sessions of before
 * @param hostMap - hosts before to hosts after, `*` for any part
 * @param pairs - requests that found their like: their host after stands for the one before
 */
export function newHosts(
  samples: MeasureInput['samples'],
  after: readonly NamedExchange[],
  hostMap?: HostMap,
  pairs: readonly Pair[] = [],
): NewHost[] {
  const mapHost = compileHostMap(hostMap)
  const asked = new Set(samples.flatMap((sample) => sample.map(hostOf)))
  const paired = pairs
    .filter(({ movedTo }) => movedTo === undefined)
    .map((pair) => pair.after.target.host)
  const hosts = [...asked].flatMap((host) => [host, mapHost(host)])
  const known = new Set([...hosts, ...new Set(paired)].map(ownerOf))
  const groups = [...groupBy(after, hostOf)]
  // Where nobody is asked that was before, the application itself is elsewhere.
  const isElsewhere = groups.every(([host]) => !known.has(ownerOf(host)))
  if (isElsewhere) known.add(ownerOf(mainHost(groups)))
  return groups
    .filter(([host]) => host !== '' && !known.has(ownerOf(host)))
    .map(([host, exchanges]) => ({ host, exchanges, sent: sentTo(exchanges) }))
}

function hostOf({ exchange }: NamedExchange): string {
  return exchange.target.host
}

/** Tells of new hosts. */
export function measureHosts(
  { after, alignment, samples }: MeasureInput,
  hostMap?: HostMap,
): Measurement[] {
  return newHosts(samples, after, hostMap, alignment.pairs).map(({ exchanges, host, sent }) => ({
    rule: 'request.host.new',
    // The order in which they were asked may be chance; a finding has the same name every time.
    endpoint: exchanges.map(({ endpoint }) => endpoint).toSorted()[0] ?? '',
    before: null,
    after: host,
    beforeEntries: [],
    afterEntries: numbersOf(exchanges),
    message:
      `${host} was never asked before` +
      (sent.length > 0 ? `, and is sent data (${sent.join(', ')}).` : '; no data is sent to it.'),
  }))
}

/** Second-level names under which anybody may register one, and hosts that give out names of their own. */
const sharedSuffix =
  /\.(?:(?:ac|co|com|edu|gov|gob|go|ne|net|nom|or|org|gen|web)\.[a-z]{2}|github\.io|gitlab\.io|herokuapp\.com|vercel\.app|netlify\.app|pages\.dev|workers\.dev|web\.app|firebaseapp\.com|azurewebsites\.net|azureedge\.net|windows\.net|cloudfront\.net|amazonaws\.com|fly\.dev|onrender\.com|ngrok\.io|ngrok-free\.app|run\.app|appspot\.com)$/

/** The registrable domain, near enough without the public suffix list; local hosts are all one. */
function ownerOf(host: string): string {
  const name = host
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .replace(/\.$/, '')
  if (name === 'localhost' || name.endsWith('.localhost') || /^127\.|^::1$/.test(name))
    return 'localhost'
  if (isIP(name) !== 0) return name
  return name
    .split('.')
    .slice(sharedSuffix.test(name) ? -3 : -2)
    .join('.')
}

function mainHost(hosts: ReadonlyArray<readonly [string, readonly NamedExchange[]]>): string {
  const [most] = hosts.toSorted(([, one], [, other]) => other.length - one.length)
  return most?.[0] ?? ''
}

function sentTo(exchanges: readonly NamedExchange[]): NewHost['sent'] {
  const any = (has: (exchange: Exchange) => boolean): boolean =>
    exchanges.some(({ exchange }) => has(exchange))
  return [
    any(({ entry }) => (entry.request.body?.size ?? 0) > 0) ? ['body' as const] : [],
    any(({ target }) => target.query.length > 0) ? ['query' as const] : [],
    any(({ entry }) => getHeaders(entry.request.headers, 'cookie').length > 0)
      ? ['cookies' as const]
      : [],
  ].flat()
}
