/** Times of a run, and those of the timetable. */

const zone = '+01:00'
const hour = 3_600_000
const two = (number) => String(number).padStart(2, '0')

/** The day of the journey. */
export const travelDate = '2026-11-20'

/** `2026-04-02T13:05:41+02:00`: now, where the customer is. */
export const now = (run, offset = 0) =>
  new Date(run.now() + offset + 2 * hour).toISOString().replace(/\.\d+Z$/, '+02:00')

/** `2026-04-02`, so many days from now. */
export const date = (run, days = 0) =>
  new Date(run.now() + days * 24 * hour).toISOString().slice(0, 10)

/** `2026-11-20T07:42:00+01:00`, from minutes since midnight. */
export const scheduled = (minutes) =>
  `${travelDate}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00${zone}`

/** `PT5H12M` */
export const duration = (minutes) =>
  minutes < 60 ? `PT${minutes}M` : `PT${Math.floor(minutes / 60)}H${minutes % 60}M`
