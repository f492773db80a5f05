import type { Alignment } from '../align/alignment.ts'
import type { ContentKind } from '../content/content.ts'
import type { Exchange } from '../exchange.ts'
import type { Evidence } from '../noise/evidence.ts'
import type { RenamedHosts } from '../noise/renamed-hosts.ts'
import type { Shape } from '../noise/shape.ts'
import type { Row } from '../noise/variation.ts'

/** What the verdict on one pair of exchanges is based on. */
export interface Setting {
  readonly before: Exchange
  readonly after: Exchange
  readonly endpoint: string
  readonly evidence: Evidence
  /** What is known of the endpoint. */
  readonly shape: Shape
  /** What is known of the exchange before. */
  readonly row: Row
  /** What the body of the response is. */
  readonly kind: ContentKind | undefined
  readonly aliases: Alignment['aliases']
  /** Ids after that took the place of one before. */
  readonly aliased: ReadonlySet<string>
  /** What the request after names in its URL and body, where it is not what was named before. */
  readonly asked: ReadonlySet<string>
  /** There are more differences than are told. */
  readonly onCut: () => void
  /** Names of cookies that the server sets after. */
  readonly setCookies: ReadonlySet<string>
  /** Hosts that have another name after. */
  readonly hosts: RenamedHosts | undefined
}
