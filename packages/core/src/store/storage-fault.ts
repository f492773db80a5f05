import { HartifactError, isHartifactError } from '../errors.ts'

const full = ['ENOSPC', 'EDQUOT', 'EFBIG']

/** Whether `error` is a system error with one of these codes. */
export function hasCode(error: unknown, ...codes: readonly string[]): boolean {
  const code = (error as { code?: unknown } | undefined)?.code
  return typeof code === 'string' && codes.includes(code)
}

/**
 * What a failed write means to the reader of the message: `STORE_FULL` when there is no room,
 * otherwise `STORE_UNWRITABLE`. A {@link HartifactError} comes back as it is.
 *
 * @param doing - what was tried, as in "Could not …"
 */
export function storageFault(error: unknown, doing: string): HartifactError {
  if (isHartifactError(error)) return error
  const reason = error instanceof Error ? error.message : String(error)
  const what = `Could not ${doing}: ${reason}.`
  return hasCode(error, ...full)
    ? new HartifactError('STORE_FULL', what, {
        fix: 'Free some space or raise the quota; recording goes on as soon as there is room.',
        cause: error,
      })
    : new HartifactError('STORE_UNWRITABLE', what, {
        fix: 'Check the permissions and the disk, or choose another folder with HARTIFACT_STORE.',
        cause: error,
      })
}

/** The disk takes less than what comes in, or nothing at all. @param doing - as of {@link storageFault} */
export function slowDisk(doing: string): HartifactError {
  return new HartifactError(
    'STORE_SLOW',
    `Could not ${doing}: too much waits for the disk already.`,
    { fix: 'Put the store on a faster disk, or keep less with limits.body and limits.bodies.' },
  )
}

/** What comes too late to be written. */
export function closedSegment(): HartifactError {
  return new HartifactError('RECORDING_STOPPED', 'This segment has been closed.', {
    fix: 'Open another writer for the session.',
  })
}
