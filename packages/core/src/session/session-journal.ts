import type { Annotation, Step } from '../entry/entry.ts'
import type { SessionInfo } from '../entry/session-info.ts'
import { openWriter, type JournalLine, type Storage } from '../store/index.ts'

/** Takes what is added to a session after its traffic: remarks, steps, a new name. */
export interface SessionJournal {
  annotate(annotation: Annotation, entryIds?: readonly string[]): Promise<void>
  beginStep(step: Step): Promise<void>
  endStep(step: Step): Promise<void>
  describe(set: Partial<SessionInfo>): Promise<void>
}

/**
 * Writes into segments of its own, one for each call: any process may do so at any time, also while
 * another one records into the session.
 */
export function editJournal(storage: Storage, sessionId: string): SessionJournal {
  const write = async (lines: readonly JournalLine[]): Promise<void> => {
    const writer = await openWriter(storage, sessionId, 'edit')
    try {
      await Promise.all(lines.map((line) => writer.append(line)))
    } finally {
      await writer.close()
    }
  }
  return {
    annotate: (annotation, entryIds) =>
      write(
        entryIds
          ? entryIds.map((entry) => ({ t: 'note', annotation, entry }))
          : [{ t: 'note', annotation }],
      ),
    beginStep: (step) => write([{ t: 'step', step }]),
    endStep: (step) => write([{ t: 'step', step }]),
    describe: (set) => write([{ t: 'info', set }]),
  }
}
