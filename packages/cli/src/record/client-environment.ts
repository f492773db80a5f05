import { type ClientSettings, clientVariables } from './client-variables.ts'
import { javaOptions } from './java-options.ts'
import { javaTrustStore } from './java-trust-store.ts'
import { type UserFiles, writeTrustFiles } from './trust-files.ts'
import { writeWgetSettings } from './wget-settings.ts'

/** What {@link clientEnvironment} needs to know beside what the variables tell. */
export interface EnvironmentSettings extends ClientSettings {
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
  const { environment, users } = settings
  const warnings = [...users.warnings]
  const added: Record<string, string> = {
    ...clientVariables(settings),
    ...(await writeTrustFiles(settings, users)),
    WGETRC: await writeWgetSettings(settings),
  }
  if (settings.java) {
    try {
      const store = await javaTrustStore(settings)
      const existing = environment['JAVA_TOOL_OPTIONS']
      added['JAVA_TOOL_OPTIONS'] = javaOptions({ ...settings, store, existing })
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      warnings.push(`Java is not recorded: ${reason}.`)
    }
  }
  return { environment: { ...environment, ...added }, warnings }
}
