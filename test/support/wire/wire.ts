import { type Entry, type Recording, startProxy } from '@hartifact/core'
import { temporaryFolder } from '../servers.ts'
import type { Route } from './scripted-client.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

/** A server, and a proxy with one recording in front of it. */
export interface Wire extends AsyncDisposable {
  readonly server: ScriptedServer
  readonly recording: Recording
  readonly route: Route
}

export async function startWire(): Promise<Wire> {
  const folder = await temporaryFolder()
  const server = await startScriptedServer()
  const proxy = await startProxy({
    store: folder.path,
    redact: 'off',
    limits: { body: Number.POSITIVE_INFINITY },
    upstream: { proxy: false, insecure: true },
  })
  const recording = await proxy.record('Wire')
  return {
    server,
    recording,
    route: { proxyPort: Number(new URL(recording.proxyUrl).port), ca: proxy.ca.pem },
    async [Symbol.asyncDispose]() {
      await proxy[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      await folder[Symbol.asyncDispose]()
    },
  }
}

/** The entries with these URLs, of which each must be there once at most. */
export async function entriesOf(
  recording: Recording,
  urls: readonly string[],
): Promise<Map<string, Entry>> {
  await recording.settled()
  const wanted = new Set(urls)
  const found = new Map<string, Entry>()
  for await (const entry of recording.entries()) {
    const { url } = entry.request
    if (!wanted.has(url)) continue
    if (found.has(url)) throw new Error(`The session holds ${url} twice`)
    found.set(url, entry)
  }
  return found
}
