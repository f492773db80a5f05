import { openWriter, type JournalLine, type Storage } from '../store/index.ts'

/** Takes what is added to a session after its traffic: remarks, steps, a new name. */
export interface SessionJournal {
  /** Settles when all of them are with the operating system. */
  write(lines: readonly JournalLine[]): Promise<void>
}

/** Lines that are written in one go. */
const atOnce = 5_000

/**
 * Writes into segments of its own, one for each call: any process may do so at any time, also while
 * another one records into the session.
 */
export function editJournal(storage: Storage, sessionId: string): SessionJournal {
  return {
    async write(lines) {
      const writer = await openWriter(storage, sessionId, 'edit')
      try {
        for (let index = 0; index < lines.length; index += atOnce) {
          const some = lines.slice(index, index + atOnce)
          await Promise.all(some.map((line) => writer.append(line)))
        }
      } finally {
        await writer.close()
      }
    },
  }
}
