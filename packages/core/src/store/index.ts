/** The evidence store: sessions as append-only files. Internal to the package. */
export { type CandidateIndex, readCandidates } from './candidate-index.ts'
export { openDiskStorage } from './disk-storage.ts'
export { clearLine } from './clear-line.ts'
export type { JournalLine } from './journal-line.ts'
export { newSessionId } from './layout.ts'
export { currentManifest, listManifests, listStoredManifests } from './list-manifests.ts'
export { type LockRecord, readLocks, type UnlockOptions, unlockSession } from './locks.ts'
export type { SessionManifest } from './manifest.ts'
export { ManifestTally } from './manifest-tally.ts'
export { MemoryStorage } from './memory-storage.ts'
export { openStoreFolder } from './open-store-folder.ts'
export { openWriter } from './open-writer.ts'
export { loginName } from './process-identity.ts'
export { rebuildManifest, renameManifest } from './rebuild-manifest.ts'
export { redactionKey } from './redaction-key.ts'
export type { SegmentWriter } from './segment-writer.ts'
export { createSession, listSessions, removeSession, sweepTrash } from './session-files.ts'
export { slowDisk } from './storage-fault.ts'
export { SessionIndex } from './session-index.ts'
export type { AppendFile, Storage } from './storage.ts'
export { readActive, readAdmins, writeActive, writeAdmins } from './store-settings.ts'
export {
  type Deletion,
  placeOf,
  purgeSession,
  readDeletion,
  trashSession,
  untrashSession,
} from './trash.ts'
export { copySession } from './copy-session.ts'
export { isUuid } from './uuid.ts'
export { type Problem, verifySession } from './verify-session.ts'
