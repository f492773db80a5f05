import { type ExchangeData, exchangeOf } from '../align/exchanges.contract.ts'
import type { Alignment } from '../align/alignment.ts'
import type { Content, ContentKind } from '../content/content.ts'
import type { MeasureInput, NamedExchange } from './measurement.ts'

/** An exchange as the tests of measurements write it down. */
export interface Call extends ExchangeData {
  readonly endpoint?: string
  /** Milliseconds. */
  readonly wait?: number
  readonly total?: number
  /** Bytes of the response, decoded and on the wire. */
  readonly decoded?: number
  readonly wire?: number
  readonly coding?: string
  readonly kind?: ContentKind
}

/** A session; digits in paths become `{id}` in the names of endpoints. */
export function callsOf(...calls: readonly Call[]): NamedExchange[] {
  return calls.map((call, number) => {
    const exchange = exchangeOf(call, number)
    const { entry } = exchange
    const content = exchange.responseContent ?? contentOf(call)
    return {
      endpoint: call.endpoint ?? endpointOf(call.at),
      exchange: {
        ...exchange,
        entry: {
          ...entry,
          timings: { ...entry.timings, wait: call.wait ?? null, total: call.total ?? null },
        },
        ...(content && { responseContent: sized(content, call) }),
      },
    }
  })
}

/** What is measured when nothing found its partner, nor needs one. */
export function inputOf(
  samples: ReadonlyArray<readonly NamedExchange[]>,
  after: readonly NamedExchange[],
  alignment: Partial<Alignment> = {},
): MeasureInput {
  const none = { pairs: [], onlyBefore: [], onlyAfter: [], aliases: new Map(), matchRate: 1 }
  return { samples, after, alignment: { ...none, ...alignment } }
}

/** Seeded numbers from 0 to 1 (mulberry32), and normally distributed ones. */
export function randomNumbers(seed: number): { uniform: () => number; normal: () => number } {
  let state = seed >>> 0
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const normal = (): number =>
    Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
  return { uniform, normal }
}

function endpointOf(at: string): string {
  const [method, url = '/'] = at.split(' ')
  const path = url.split('?')[0] ?? '/'
  return `${method} ${path.replaceAll(/\/\d+/g, '/{id}')}`
}

function contentOf({ decoded, kind, wire }: Call): Content | undefined {
  if (kind === undefined && decoded === undefined && wire === undefined) return undefined
  return {
    mediaType: kind === 'html' ? 'text/html' : 'application/json',
    kind: kind ?? 'json',
    bytes: new Uint8Array(),
    hash: '',
    size: 0,
    wireSize: 0,
    codings: [],
    tree: () => ({}),
    release() {},
  }
}

function sized(content: Content, { coding, decoded, wire }: Call): Content {
  return {
    ...content,
    size: decoded ?? content.size,
    wireSize: wire ?? decoded ?? content.wireSize,
    codings: coding === undefined ? [] : [coding],
  }
}
