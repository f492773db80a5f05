import { setTimeout as delay } from 'node:timers/promises'
import { type CaptureProxy, describeEntry, type Entry, type Session } from '@hartifact/core'
import type { Output } from '../ui/output.ts'
import { outcomeStyle } from '../ui/styles.ts'
import { clockTime } from '../ui/time.ts'

/** Milliseconds between two looks; more where a look takes long. */
const pause = 200

/** Tells which sessions a proxy records into, and shows their requests as they end. */
export interface LiveRequests {
  /** Ids of the sessions that were active while it ran, in order. */
  readonly sessions: ReadonlySet<string>
  /** Shows what is left, also requests that have not ended. */
  stop(): Promise<void>
}

/** Follows the active session of a proxy; `output` is where requests are shown, if anywhere. */
export function followRequests(
  proxy: CaptureProxy,
  { output, since }: { readonly output: Output | undefined; readonly since: string },
): LiveRequests {
  const followed = new Map<string, { readonly session: Session; readonly shown: Set<string> }>()
  const stopped = new AbortController()
  const look = async (isLast: boolean): Promise<void> => {
    const { active } = proxy
    if (active && !followed.has(active.id)) {
      followed.set(active.id, { session: active, shown: new Set() })
    }
    if (!output) return
    for (const { session, shown } of followed.values()) {
      for await (const entry of session.entries({ from: since })) {
        if (shown.has(entry.id) || !(isLast || hasEnded(entry))) continue
        shown.add(entry.id)
        await output.line(requestLine(entry, output))
      }
    }
    await output.flush()
  }
  const running = (async () => {
    while (!stopped.signal.aborted) {
      const begun = performance.now()
      // What cannot be read now is there at the next look.
      await look(false).catch(() => {})
      const wait = Math.max(pause, 10 * (performance.now() - begun))
      await delay(wait, undefined, { signal: stopped.signal }).catch(() => {})
    }
  })()
  return {
    get sessions() {
      return new Set(followed.keys())
    },
    async stop() {
      stopped.abort()
      await running
      await look(true).catch(() => {})
    },
  }
}

/** A WebSocket is shown when it opens: it may stay open for long. */
function hasEnded({ failure, response, timings }: Entry): boolean {
  return failure !== undefined || timings.total !== null || response?.status === 101
}

function requestLine(entry: Entry, { styles }: Output): string {
  // Neither a method nor a URL has a space.
  const [method, url, ...outcome] = describeEntry(entry, { url: 'full' }).split(' ')
  const style = outcomeStyle(styles, entry.response?.status, entry.failure !== undefined)
  const time = styles.dim(clockTime(entry.startedAt))
  return `${time} ${method} ${url} ${style(outcome.join(' '))}`
}
