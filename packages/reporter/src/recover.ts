import type { Marker } from '@hartifact/core'
import type { Stores } from './stores.ts'

/**
 * Writes the HAR of a session from the store, as the test's own process would have done. To be
 * called when no process is left that may do so itself.
 *
 * @param path - where to; what is there is replaced
 * @returns whether it was; not without the session
 * @throws HartifactError `EXPORT_FAILED`, or `INVALID_ARGUMENT` for a filter of a later version
 */
export async function recoverHar(marker: Marker, path: string, stores: Stores): Promise<boolean> {
  const session = await stores.session(marker)
  if (!session) return false
  const { filter } = marker
  await session.export(path, { format: 'har', ...(filter && { filter }) })
  return true
}
