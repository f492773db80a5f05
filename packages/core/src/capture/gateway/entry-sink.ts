import type { BodyRef, Entry, Message } from '../../entry/entry.ts'
import type { HeaderList } from '../../entry/headers.ts'

/** Where the parts of an exchange go as they pass. */
export interface EntrySink {
  /** The head of the request is there. Returns the entry as it is kept (redacted). */
  begin(entry: Entry): Entry
  /** A body begins. */
  body(headers: HeaderList): BodySink
  /** One way of a tunnel begins: its bytes are counted and hashed, never kept. */
  tunnel(direction: Message['direction']): BodySink
  /** As {@link BodySink.write}. */
  message(entryId: string, message: Message): Promise<void> | undefined
  /** The whole entry is known. Settles when it is written; never rejects. */
  complete(entry: Entry): Promise<void>
}

/** Takes the bytes of one body. */
export interface BodySink {
  /** A promise asks for time: more should come when it has settled, which it always does. */
  write(chunk: Uint8Array): Promise<void> | undefined
  end(): BodyRef
}
