import { readFile, stat } from 'node:fs/promises'
import type { Failure } from '@hartifact/core'
import type { Outline } from './tally.ts'

/** Bytes of a HAR that is read whole; a report is not worth more memory. */
const largest = 256 * 1024 * 1024

/** The fixture's placeholder has some hundred bytes. */
const largestPlaceholder = 64 * 1024

/** `placeholder`: the fixture wrote it at the start of the test, to be replaced at its end. */
export type HarState = 'missing' | 'placeholder' | 'whole'

/** What is at `path`. */
export async function harState(path: string): Promise<HarState> {
  const size = (await stat(path).catch(() => undefined))?.size
  if (size === undefined) return 'missing'
  if (size > largestPlaceholder) return 'whole'
  const log = await readLog(path).catch(() => undefined)
  return log?._hartifact?.placeholder === true ? 'placeholder' : 'whole'
}

/** The entries of a HAR that Hartifact wrote; `undefined` when it cannot be read or is too large. */
export async function outlinesOfHar(path: string): Promise<Outline[] | undefined> {
  try {
    if ((await stat(path)).size > largest) return undefined
    const log = await readLog(path)
    if (log._hartifact?.placeholder === true) return undefined
    return log.entries.map(outlineOf)
  } catch {
    return undefined
  }
}

interface HarLog {
  readonly entries: readonly HarEntry[]
  readonly _hartifact?: { readonly placeholder?: boolean }
}

/** What is read of an entry of HAR 1.2: http://www.softwareishard.com/blog/har-12-spec/#entries */
interface HarEntry {
  readonly time: number
  readonly request: { readonly method: string; readonly url: string; readonly bodySize: number }
  readonly response: { readonly status: number; readonly bodySize: number }
  readonly _hartifact?: { readonly failure?: Failure; readonly total?: number | null }
}

async function readLog(path: string): Promise<HarLog> {
  const { log } = JSON.parse(await readFile(path, 'utf8')) as { log: HarLog }
  return log
}

function outlineOf({ _hartifact, request, response, time }: HarEntry): Outline {
  const total = _hartifact?.total === undefined ? time : _hartifact.total
  return {
    request: { method: request.method, url: request.url },
    // 0 (in HARs of others also -1) stands for no response.
    ...(response.status > 0 && { response: { status: response.status } }),
    ...(_hartifact?.failure && { failure: _hartifact.failure }),
    timings: { total },
    bytes: Math.max(0, request.bodySize) + Math.max(0, response.bodySize),
  }
}
