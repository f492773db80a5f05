/** The evidence store: sessions as append-only files. Internal to the package. */
export { type BodyWriter } from './body-writer.ts'
export { openDiskStorage } from './disk-storage.ts'
export type { JournalLine, EntryPatch, Purpose } from './journal-line.ts'
export {
  activeFile,
  newSessionId,
  sessionFolder,
  sessionsFolder,
  type SessionPlace,
  storeFile,
  trashFolder,
} from './layout.ts'
export { listManifests } from './list-manifests.ts'
export {
  readManifest,
  type SessionCounts,
  type SessionManifest,
  writeManifest,
} from './manifest.ts'
export { MemoryStorage } from './memory-storage.ts'
export { openStoreFolder } from './open-store-folder.ts'
export { openWriter, type WriterOptions } from './open-writer.ts'
export { rebuildManifest, summarize } from './rebuild-manifest.ts'
export type { Damage } from './segment-reader.ts'
export { defaultBodyLimit, type SegmentOutcome, type SegmentWriter } from './segment-writer.ts'
export { createSession, listSessions } from './session-files.ts'
export { SessionIndex } from './session-index.ts'
export { sessionState } from './session-state.ts'
export type { AppendFile, Appended, Storage } from './storage.ts'
export { isUuid, uuid } from './uuid.ts'
