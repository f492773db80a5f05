import type { BodyRef, Entry, Message } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'

/** Where the parts of an exchange go as they pass. */
export interface EntrySink {
  /** The head of the request is there. Returns the entry as it is kept (redacted). */
  begin(entry: Entry): Entry
  /** A body begins. */
  body(headers: HeaderList): BodySink
  message(entryId: string, message: Message): void
  /** The whole entry is known. Settles when it is written; never rejects. */
  complete(entry: Entry): Promise<void>
}

/** Takes the bytes of one body. */
export interface BodySink {
  write(chunk: Uint8Array): void
  end(): BodyRef
}
