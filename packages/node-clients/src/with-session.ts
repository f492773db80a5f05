import type { ProxyOptions, Recording } from '@hartifact/core'
import type { NodeRouting, RouteOptions } from './node-routing.ts'
import { routeNodeClients } from './route-node-clients.ts'
import { resolveAdapterOptions } from './test-runner/options.ts'
import { sharedProxy } from './test-runner/shared-proxy.ts'

/** Options of {@link withSession}. */
export interface WithSessionOptions extends Pick<ProxyOptions, 'limits' | 'redact' | 'upstream'> {
  /** Folder of the sessions; default `$HARTIFACT_STORE`, else `.hartifact`. */
  readonly store?: string
  /** Path of a file that the session is exported to, in the format of its extension (`.har`). */
  readonly export?: string
  /** Hosts reached without the proxy, see {@link RouteOptions.bypass}. */
  readonly bypass?: readonly string[]
  /** What happens when a client goes around the proxy; default `'warn'`. */
  readonly onEscape?: 'warn' | 'error' | 'ignore'
}

/** Milliseconds that a session waits for what is still in flight when its work is over. */
const patience = 1_000

/** The clients of the process are routed while somebody works; all who do so share it. */
/** The last one must be gone before the next is installed. */
let removed: Promise<unknown> = Promise.resolve()
let routing:
  | { readonly installed: Promise<NodeRouting>; readonly running: Set<Recording> }
  | undefined

/**
 * Does some work, and captures all that the HTTP clients of this process send meanwhile into a
 * session: for `node:test`, Mocha and scripts. Several may run at once, each with its own traffic;
 * what is sent by code that none of them has started, such as a server, belongs to the only one that
 * runs.
 *
 * @param name - of the session
 * @param work - given the recording; the session ends with it, also when it fails
 * @returns what `work` returned
 * @throws what `work` threw; HartifactError as `startProxy` and {@link routeNodeClients}, and
 *   `EXPORT_FAILED`
 * @example
 * ```ts
 * import assert from 'node:assert/strict'
 * import { test } from 'node:test'
 * import { withSession } from '@hartifact/node-clients'
 *
 * test('logs in', () =>
 *   withSession('Login Flow', async (traffic) => {
 *     await fetch('http://127.0.0.1:3000/login', { method: 'POST' })
 *     await traffic.settled()
 *     assert.equal((await traffic.stats()).failed, 0)
 *   }))
 * ```
 */
export async function withSession<T>(
  name: string,
  work: (traffic: Recording) => T | Promise<T>,
  { export: exportPath, ...options }: WithSessionOptions = {},
): Promise<T> {
  const resolved = resolveAdapterOptions(options, process.cwd())
  const proxy = await sharedProxy(resolved)
  const recording = await proxy.record(name)
  try {
    const shared = (routing ??= install(resolved.routes))
    shared.running.add(recording)
    try {
      const { run } = await shared.installed
      return await run(recording, () => work(recording))
    } finally {
      await leave(recording)
    }
  } finally {
    const session = recording.stopped
      ? await proxy.store.open(recording.id)
      : await recording.stop({ timeout: patience })
    if (exportPath !== undefined) await session.export(exportPath)
  }
}

function install(options: RouteOptions): NonNullable<typeof routing> {
  const running = new Set<Recording>()
  const only = (): Recording | undefined => (running.size === 1 ? [...running][0] : undefined)
  return { running, installed: removed.then(() => routeNodeClients(only, options)) }
}

async function leave(recording: Recording): Promise<void> {
  const shared = routing
  if (!shared) return
  shared.running.delete(recording)
  const installed = shared.installed.catch(() => undefined)
  if (shared.running.size > 0) {
    await (await installed)?.release(recording)
    return
  }
  routing = undefined
  removed = installed.then((off) => off?.())
  await removed
}
