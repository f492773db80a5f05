import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CaptureProxy } from '@hartifact/core'
import type { UserFiles } from '@hartifact/node-clients/children'
import { clientEnvironment } from './client-environment.ts'
import { looksLikeJava } from './java-options.ts'
import { type CommandFailure, runCommand } from './run-command.ts'

/** What {@link recordCommand} is to run, and how. */
export interface CommandRecording {
  readonly command: readonly string[]
  readonly proxy: CaptureProxy
  readonly users: UserFiles
  /** Hosts that are reached without the proxy. */
  readonly noProxy: readonly string[]
  /** Whether it is known to start Java. */
  readonly java: boolean
  warn(message: string): Promise<void>
}

/** Runs a command whose clients use the proxy and trust it; gives its exit code. */
export async function recordCommand(settings: CommandRecording): Promise<number | CommandFailure> {
  const { command, java, noProxy, proxy, users } = settings
  const folder = await mkdtemp(join(tmpdir(), 'hartifact-'))
  try {
    const { environment, warnings } = await clientEnvironment({
      proxyUrl: proxy.url,
      ca: proxy.ca,
      environment: process.env,
      noProxy,
      users,
      folder,
      java: java || looksLikeJava(command[0] ?? ''),
    })
    for (const warning of warnings) await settings.warn(warning)
    return await runCommand({ command, environment })
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 })
  }
}
