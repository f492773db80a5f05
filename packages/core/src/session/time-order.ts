/**
 * An ISO time in UTC as a text that sorts by time: entries have microseconds, remarks and files of
 * other tools milliseconds, and `…7.123Z` comes before `…7.123456Z`.
 */
export function timeOrder(at: string): string {
  const [seconds = '', fraction = ''] = at.replace('Z', '').split('.')
  return `${seconds}.${fraction.padEnd(6, '0')}`
}
