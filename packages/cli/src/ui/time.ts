const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** How long ago an ISO time was: `just now`, `3 min ago`, `5 h ago`, `2 days ago`, then the date. */
export function relativeTime(iso: string, now: number = Date.now()): string {
  const past = now - Date.parse(iso)
  if (Number.isNaN(past)) return iso
  // Clocks of two machines differ a little.
  if (past < -minute) return iso.slice(0, 16).replace('T', ' ')
  if (past < 10_000) return 'just now'
  if (past < minute) return `${Math.floor(past / 1000)} s ago`
  if (past < hour) return `${Math.floor(past / minute)} min ago`
  if (past < day) return `${Math.floor(past / hour)} h ago`
  if (past < 2 * day) return 'yesterday'
  if (past < 30 * day) return `${Math.floor(past / day)} days ago`
  return iso.slice(0, 10)
}

/** The time of day in UTC with milliseconds: `12:03:07.123`. */
export function clockTime(iso: string): string {
  return /T(\d\d:\d\d:\d\d(?:\.\d{1,3})?)/.exec(iso)?.[1] ?? iso
}

/** `0.4 ms`, `12 ms`, `1.2 s`, `75 s`, `12 min`. */
export function durationText(ms: number): string {
  if (ms < 0.95 && ms > 0) return `${ms.toFixed(1)} ms`
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`
  return seconds < 180 ? `${Math.round(seconds)} s` : `${Math.round(seconds / 60)} min`
}
