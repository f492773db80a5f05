/** An ISO time as seconds since 1970, to the microsecond. */
export function toEpochSeconds(iso: string): number {
  const fraction = /\.\d{3}(\d{1,3})/.exec(iso)?.[1] ?? ''
  return (Math.floor(Date.parse(iso)) * 1000 + Number(fraction.padEnd(3, '0'))) / 1_000_000
}

/** The last second of the year 9999. */
const lastSecond = 253_402_300_799

/** Seconds since 1970 as an ISO time with microseconds; not before 1970, nor after the year 9999. */
export function fromEpochSeconds(seconds: number): string {
  const micros = Math.round(Math.min(Math.max(seconds, 0), lastSecond) * 1_000_000)
  const millis = Math.floor(micros / 1000)
  return `${new Date(millis).toISOString().slice(0, -1)}${String(micros - millis * 1000).padStart(3, '0')}Z`
}

/** The ISO time cut to milliseconds, which every importer can read. */
export function toMilliseconds(iso: string): string {
  return new Date(iso).toISOString()
}
