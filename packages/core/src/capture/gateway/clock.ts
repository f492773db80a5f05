/** Milliseconds since the epoch with microsecond fractions; never goes backwards. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}

/** `milliseconds` since the epoch as ISO 8601 with microseconds. */
export function toIsoTime(milliseconds: number): string {
  const whole = Math.floor(milliseconds)
  const micros = Math.floor((milliseconds - whole) * 1000)
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`
}
