import { harFileName, type Marker, markerName, parseMarker } from '@hartifact/core'
import type { Attachment } from './attachment.ts'

/** The sessions of a result, one marker for each: of two on the same session the later one counts. */
export function markersOf(attachments: readonly Attachment[]): Marker[] {
  const markers = new Map<string, Marker>()
  for (const { body, name } of attachments) {
    if (name !== markerName || !body) continue
    const marker = parseMarker(body.toString())
    if (marker) markers.set(marker.sessionId, marker)
  }
  return [...markers.values()]
}

/**
 * The HAR of a session among the attachments. In a merged report it has another path, but the name
 * that it had.
 */
export function harOf(
  marker: Pick<Marker, 'har' | 'name'>,
  attachments: readonly Attachment[],
): Attachment | undefined {
  const files = attachments.filter(({ path }) => path !== undefined)
  return (
    files.find(({ path }) => path === marker.har) ??
    files.find(({ name }) => name === harNameOf(marker))
  )
}

/** Name of the attached HAR; without a path of one it is made of the session's name. */
export function harNameOf({ har, name }: Pick<Marker, 'har' | 'name'>): string {
  // By hand: in a merged report the path may be one of another system.
  return har?.split(/[\\/]/).at(-1) || harFileName(name)
}
