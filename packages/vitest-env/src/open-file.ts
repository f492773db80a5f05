import { type CaptureProxy, joinProxy } from '@hartifact/core'
import {
  FileSessions,
  resolveAdapterOptions,
  sharedProxy,
  type TestFile,
} from '@hartifact/node-clients/test-runner'
import type { ProvidedRun } from './provided.ts'

export { matchers } from '@hartifact/core/matchers'

/** What {@link openFile} needs. */
export interface OpenFileParts {
  readonly file: TestFile
  /** Absent without the global setup: then the gateway is one of this process. */
  readonly run: ProvidedRun | undefined
  /** The options as they were given, for when there is no `run`. */
  readonly options: unknown
}

/** Gateways of other processes by endpoint. */
const joined = new Map<string, Promise<CaptureProxy>>()

/** The sessions of the file that was here before; Vitest does not run the hooks of one that is skipped. */
let before: FileSessions | undefined

/**
 * Opens the sessions of a file of tests, of which a process has one at a time.
 *
 * @returns `undefined` when the options say that nothing is captured
 * @throws HartifactError `INVALID_ARGUMENT`, and as `startProxy`, `joinProxy` and `FileSessions.open` do
 */
export async function openFile({
  file,
  options: given,
  run,
}: OpenFileParts): Promise<FileSessions | undefined> {
  const options = run?.options ?? resolveAdapterOptions(given, file.rootDir)
  await before?.close()
  before = undefined
  if (!options.enabled) return undefined
  const proxy = await (run?.endpoint === undefined ? sharedProxy(options) : join(run.endpoint))
  before = await FileSessions.open({ proxy, options, file })
  return before
}

function join(endpoint: string): Promise<CaptureProxy> {
  const existing = joined.get(endpoint)
  if (existing) return existing
  const joining = joinProxy(endpoint).then((proxy) => {
    proxy.unref()
    return proxy
  })
  joined.set(endpoint, joining)
  joining.catch(() => joined.delete(endpoint))
  return joining
}
