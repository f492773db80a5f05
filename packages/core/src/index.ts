export type {
  Annotation,
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
export type { RedactionProfile, SessionInfo, SessionState, TestInfo } from './entry/session-info.ts'
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
export { harFileName } from './session/har-file-name.ts'
export {
  type AttemptOutcome,
  type HarMode,
  harModes,
  keepsHar,
  mayMakeHar,
} from './session/har-mode.ts'
export {
  type ExportOptions,
  type ExportResult,
  memoryStore,
  openStore,
  type Remark,
  Session,
  type SessionStats,
  SessionStore,
} from './session/index.ts'
export { encodeMarker, type Marker, markerName, parseMarker } from './session/session-marker.ts'
export { type Authority, certificateAuthority } from './capture/authority.ts'
export { CaptureProxy, type RecordOptions, startProxy } from './capture/capture-proxy.ts'
export type { Bypassed, Coverage, Unread } from './capture/coverage.ts'
export type { ProxyOptions } from './capture/proxy-options.ts'
export type { ClientCertificateSettings, UpstreamSettings } from './capture/upstream-options.ts'
export type { RedactionRules } from './redact/index.ts'
export { Recording, type WaitOptions } from './capture/recording.ts'
