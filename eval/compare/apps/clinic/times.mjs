/** Times of a run, in as many styles as the clinic has programs. */

const hour = 3_600_000
const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')

/** The clock on the wall of the clinic, one hour east of Greenwich. */
const wall = (run, offset) => new Date(run.now() + offset + hour).toISOString()

/** `2026-11-20T10:00:00+01:00`, as the OData service has it. */
export const zoned = (run, offset = 0) => wall(run, offset).replace(/\.\d+Z$/, '+01:00')

/** `2026-11-20T09:00:00.417Z`, as the health records have it. */
export const instant = (run, offset = 0) => new Date(run.now() + offset).toISOString()

/** `/Date(1795165200000+0100)/`, as the old billing has it. */
export const wcf = (run, offset = 0) => `/Date(${run.now() + offset}+0100)/`

/** `20-Nov-2026 10:00`, as pages and the roster have it. */
export function spoken(run, offset = 0) {
  const text = wall(run, offset)
  return `${text.slice(8, 10)}-${months[Number(text.slice(5, 7)) - 1]}-${text.slice(0, 4)} ${text.slice(11, 16)}`
}

/** Seconds since 1970, as the queue and the audit log have it. */
export const seconds = (run, offset = 0) => Math.floor((run.now() + offset) / 1000)

/** `20261120100000+0100`, as HL7 has it. */
export const hl7 = (run, offset = 0) =>
  `${wall(run, offset)
    .replace(/\.\d+Z$/, '')
    .replaceAll(/[-:T]/g, '')}+0100`
