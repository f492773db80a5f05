export type { AttachmentContent } from './annotate-session.ts'
export type { SessionCheck } from './check-session.ts'
export type { SplitNames } from './derived-sessions.ts'
export { type ExportOptions, type ExportResult } from './export-session.ts'
export type { ImportOptions, ImportResult } from './import-session.ts'
export { jointRedaction } from './joint-redaction.ts'
export { type ListOptions, type SummarySort, summarySorts } from './list-options.ts'
export { newSessionInfo, type SessionDetails } from './new-session.ts'
export type { PruneOptions, PruneResult } from './prune.ts'
export { checkRemark, type Remark } from './remark.ts'
export type { SearchHit, SearchOptions, SearchProgress } from './search.ts'
export { checkSessionDescription, Session, type SessionDescription } from './session.ts'
export type { SessionJournal } from './session-journal.ts'
export type { SessionStats } from './session-stats.ts'
export {
  type CreateOptions,
  memoryStore,
  openStore,
  type OpenOptions,
  SessionStore,
  type StoreSearchOptions,
} from './session-store.ts'
export { checkSessionName } from './session-name.ts'
export type { SessionSummary, SessionType } from './session-summary.ts'
export type { TimelineItem } from './timeline.ts'
export type { UniteOptions, UniteResult } from './unite-stores.ts'
