import { toldError } from './told-error.ts'

/**
 * @param vitest - the module
 * @throws Error with the code `INVALID_ARGUMENT` for a Vitest that is too old
 */
export function assertSupported(vitest: object): void {
  if ('aroundEach' in vitest && 'TestRunner' in vitest && 'recordArtifact' in vitest) return
  throw toldError(
    'INVALID_ARGUMENT',
    'This version of Vitest has no hooks around tests, so their traffic could not be told apart.',
    'Install vitest@^4.1 or later.',
  )
}
