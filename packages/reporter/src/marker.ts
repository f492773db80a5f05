import type { TestResult } from '@playwright/test/reporter'

/** An attachment of a test's result. */
export type Attachment = TestResult['attachments'][number]

/** Name of the attachment by which the fixture says where a test's session is. */
const markerName = '_hartifact'

/** What the fixture says of one session of a test. */
export interface Marker {
  /** Folder of the store, absolute; `:memory:` for none. */
  readonly store: string
  readonly sessionId: string
  /** Of the session. */
  readonly name: string
  /** When the HAR is kept, in the words of Playwright's `trace`. */
  readonly mode: string
  /** Path of the HAR, when there is to be one for certain. */
  readonly har?: string
}

/** The sessions of a result, one marker for each: of two on the same session the later one counts. */
export function markersOf(attachments: readonly Attachment[]): Marker[] {
  const markers = new Map<string, Marker>()
  for (const { body, name } of attachments) {
    if (name !== markerName || !body) continue
    const marker = parse(body)
    if (marker) markers.set(marker.sessionId, marker)
  }
  return [...markers.values()]
}

/**
 * The HAR of a session among the attachments. In a merged report it has another path, but the name
 * that it had.
 */
export function harOf(marker: Marker, attachments: readonly Attachment[]): Attachment | undefined {
  const files = attachments.filter(({ path }) => path !== undefined)
  return (
    files.find(({ path }) => path === marker.har) ??
    files.find(({ name }) => name === harNameOf(marker))
  )
}

/** Name of the attached HAR; without a path of one it is made of the session's name. */
export function harNameOf({ har, name }: Marker): string {
  const known = har?.split(/[\\/]/).at(-1)
  if (known) return known
  const words =
    name
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const stem = Array.from(words.join('-')).slice(0, 60).join('').replace(/-$/, '')
  return `${stem || 'session'}.har`
}

function parse(body: Buffer): Marker | undefined {
  try {
    const { har, mode, name, sessionId, store } = JSON.parse(body.toString()) as Partial<Marker>
    if (typeof store !== 'string' || typeof sessionId !== 'string') return undefined
    if (typeof mode !== 'string' || typeof name !== 'string') return undefined
    return { store, sessionId, name, mode, ...(typeof har === 'string' && { har }) }
  } catch {
    // Some other program's attachment.
    return undefined
  }
}
