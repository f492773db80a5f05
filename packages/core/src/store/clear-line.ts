import type { ClearLine } from './journal-line.ts'
import { journalFile, sessionFolder } from './layout.ts'
import { listSegments } from './session-files.ts'
import type { Storage } from './storage.ts'
import { uuid } from './uuid.ts'

/** The line that hides every entry that is in the session now. */
export async function clearLine(storage: Storage, id: string): Promise<ClearLine> {
  const folder = sessionFolder(id)
  const sizes = await Promise.all(
    (await listSegments(storage, folder)).map(async ({ segment }) => [
      String(segment),
      (await storage.size(journalFile(folder, segment))) ?? 0,
    ]),
  )
  return { t: 'clear', id: uuid(), at: new Date().toISOString(), upTo: Object.fromEntries(sizes) }
}
