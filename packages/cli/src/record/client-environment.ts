import type { Authority } from '@hartifact/core'
import { childEnvironment, type UserFiles } from '@hartifact/node-clients/children'
import { javaOptions } from './java-options.ts'
import { javaTrustStore } from './java-trust-store.ts'

/** What {@link clientEnvironment} needs to know. */
export interface EnvironmentSettings {
  /** `http://127.0.0.1:PORT` */
  readonly proxyUrl: string
  readonly ca: Authority
  /** What the command would have without us. */
  readonly environment: NodeJS.ProcessEnv
  /** Hosts that are reached without the proxy. */
  readonly noProxy: readonly string[]
  readonly users: UserFiles
  /** A folder of the user's alone, for files of authorities. */
  readonly folder: string
  /** Whether Java is to be recorded as well. */
  readonly java: boolean
}

/** The environment of a command that is recorded. */
export interface ClientEnvironment {
  readonly environment: NodeJS.ProcessEnv
  /** What could not be done, for people. */
  readonly warnings: readonly string[]
}

/** The environment in which the HTTP clients of a command use the proxy and trust its authority. */
export async function clientEnvironment(settings: EnvironmentSettings): Promise<ClientEnvironment> {
  const { ca, environment, folder, noProxy, proxyUrl, users } = settings
  const warnings = [...users.warnings]
  const ofCommand = childEnvironment({
    target: { taggedProxyUrl: proxyUrl },
    authority: ca,
    environment,
    bypass: noProxy,
    folder,
  })
  if (settings.java) {
    try {
      const store = await javaTrustStore(settings)
      const existing = environment['JAVA_TOOL_OPTIONS']
      ofCommand['JAVA_TOOL_OPTIONS'] = javaOptions({ ...settings, store, existing })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warnings.push(`Java is not recorded: ${reason}.`)
    }
  }
  return { environment: ofCommand, warnings }
}
