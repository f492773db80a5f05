import { setTimeout as delay } from 'node:timers/promises'
import { hasCode } from './storage-fault.ts'

/**
 * Repeats `operation` while another program holds the file. On Windows virus scanners and indexers
 * open new files for a moment, and a rename then fails with EPERM, EACCES or EBUSY. Elsewhere these
 * codes mean what they say, so `tries` is 1.
 *
 * @param tries - how often at most; the pauses between them add up to about a second for 10
 */
export async function retryWhileBusy<T>(
  operation: () => Promise<T>,
  tries: number = process.platform === 'win32' ? 10 : 1,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await operation()
    } catch (error) {
      if (attempt >= tries || !hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error
      await delay(attempt * 20)
    }
  }
}
