export {
  type Annotation,
  type AnnotationColor,
  annotationColors,
  type Attachment,
} from './entry/entry.ts'
export type {
  Attribution,
  BodyRef,
  Entry,
  EntryRequest,
  EntryResponse,
  Failure,
  FailureKind,
  Message,
  Step,
  Timings,
  TlsInfo,
} from './entry/entry.ts'
export { describeEntry, type EntryLineOptions, type EntryOutline } from './entry/entry-line.ts'
export type { EntryFilter } from './entry/filter.ts'
export { getHeader, getHeaders, type HeaderList } from './entry/headers.ts'
export { parseQuery, printQuery, type Query } from './entry/query/index.ts'
export type { SearchPlace, SearchWhere } from './entry/query/index.ts'
export type {
  RedactionProfile,
  SessionInfo,
  SessionOrigin,
  SessionState,
  TestInfo,
} from './entry/session-info.ts'
export type {
  AcceptedFinding,
  ComparedSource,
  Comparison,
  ComparisonData,
  ComparisonOptions,
  EndpointLatency,
  FailOn,
  Finding,
  IgnoreRule,
  LatencyOptions,
  LearnResult,
  LearntPlace,
  MarkdownOptions,
  MatchMode,
  PlaceDomain,
  Profile,
  RowData,
  RuleId,
  Severity,
  SideData,
  SizeOptions,
  TextOptions,
} from './compare/index.ts'
export { parseProfile, printProfile } from './compare/noise/profile.ts'
export { type Rule as ComparisonRule, rules as comparisonRules } from './compare/rules.ts'
export { addAccepted, compareSettingsFile } from './compare/settings/compare-settings.ts'
export {
  type ErrorCode,
  errorCodes,
  HartifactError,
  type HartifactErrorOptions,
  isHartifactError,
} from './errors.ts'
export type { ImportedSession, ImportIssue, Loss } from './formats/format.ts'
export { readHar } from './formats/har/read.ts'
export type { HarOptions } from './formats/har/write.ts'
export {
  type Comparable,
  compare,
  type CompareOptions,
  type FindOptions,
  learn,
  type LearnOptions,
} from './session/compare.ts'
export { harFileName } from './session/har-file-name.ts'
export {
  type AttemptOutcome,
  type HarMode,
  harModes,
  keepsHar,
  mayMakeHar,
} from './session/har-mode.ts'
export {
  type AttachmentContent,
  type CreateOptions,
  type ExportOptions,
  type ExportResult,
  type ImportOptions,
  type ImportResult,
  type ListOptions,
  memoryStore,
  type OpenOptions,
  openStore,
  type PruneOptions,
  type PruneResult,
  type Remark,
  type SearchHit,
  type SearchOptions,
  type SearchProgress,
  Session,
  type SessionCheck,
  type SessionDescription,
  type SessionDetails,
  type SessionStats,
  SessionStore,
  type SessionSummary,
  type SessionType,
  type SplitNames,
  type StoreSearchOptions,
  type SummarySort,
  summarySorts,
  type TimelineItem,
  type UniteOptions,
  type UniteResult,
} from './session/index.ts'
export type { Deletion, LockRecord, Problem, UnlockOptions } from './store/index.ts'
export { encodeMarker, type Marker, markerName, parseMarker } from './session/session-marker.ts'
export {
  fileStem,
  manifestPath,
  readTestManifest,
  type TestManifest,
  type TestManifestFile,
  TestManifestWriter,
  type TestRow,
} from './session/test-manifest.ts'
export { type Authority, certificateAuthority } from './capture/authority.ts'
export { CaptureProxy, joinProxy, type RecordOptions, startProxy } from './capture/capture-proxy.ts'
export type { Bypassed, Coverage, Unread } from './capture/coverage.ts'
export type { RemarkRule } from './capture/gateway/messages.ts'
export type { ProxyOptions } from './capture/proxy-options.ts'
export type { ClientCertificateSettings, UpstreamSettings } from './capture/upstream-options.ts'
export type { RedactionRules } from './redact/index.ts'
export { Recording, type StopOptions, type WaitOptions } from './capture/recording.ts'
