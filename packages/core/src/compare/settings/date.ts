/**
 * Milliseconds since 1970 of an ISO date, which begins at 00:00 UTC, or of an ISO time with offset;
 * `undefined` for what is no such date, also for 30 February.
 */
export function parseDate(text: string): number | undefined {
  const [, day] =
    /^(\d{4}-\d\d-\d\d)(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.exec(text) ?? []
  if (day === undefined) return undefined
  const time = Date.parse(text)
  const midnight = Date.parse(`${day}T00:00:00Z`)
  if (Number.isNaN(time) || Number.isNaN(midnight)) return undefined
  return new Date(midnight).toISOString().startsWith(day) ? time : undefined
}
