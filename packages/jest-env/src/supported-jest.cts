import type { EnvironmentParameters } from './factory.cts'
import { runningJest } from './running-jest.cts'
import { toldError } from './told-error.cts'

/** The first version whose events tell everything that is needed. */
const oldest = [29, 7] as const

/**
 * @throws Error with the code `INVALID_ARGUMENT` when Jest is too old, or an environment keeps back
 *   what Jest gives to it
 */
export function assertSupportedJest(...[config, context]: Partial<EnvironmentParameters>): void {
  const version = runningJest()?.version
  if ((version !== undefined && isOld(version)) || !config?.projectConfig) {
    throw toldError(
      'INVALID_ARGUMENT',
      `This is Jest ${version ?? '27 or older'}, which is too old.`,
      `Run npm install --save-dev jest@latest: ${oldest.join('.')} is the first that works.`,
    )
  }
  if (context?.docblockPragmas && context.testPath) return
  throw toldError(
    'INVALID_ARGUMENT',
    'The environment was not given the context of its test file.',
    'An environment that extends this one passes both parameters on: super(config, context).',
  )
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1])
}
