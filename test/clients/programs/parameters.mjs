/** What the test has given to this program. */
export const parameters = JSON.parse(process.env.PROGRAM_PARAMETERS)

/** Gives the test a result, once; the process must then end by itself. */
export function report(result) {
  process.send(result, () => process.disconnect())
}
