export type { TestFile } from './describe-test.ts'
export { FileSessions, type FileSessionsParts } from './file-sessions.ts'
export {
  type AdapterOptions,
  type HarOptions,
  resolveAdapterOptions,
  type ResolvedAdapterOptions,
} from './options.ts'
export { sharedProxy } from './shared-proxy.ts'
export type { FinishedTest, TestOutcome } from './test-results.ts'
export { type TestIdentity, TestScope } from './test-scope.ts'
