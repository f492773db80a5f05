// A test may put fake timers in place of these later.
const { clearTimeout, setTimeout } = globalThis

/** Milliseconds, 24 days: a timer that is to wait longer than this does not wait at all. */
export const longestTimer: number = 2 ** 31 - 1

/** Whether `work` has ended, well or not, within `limit` milliseconds. Never rejects. */
export async function within(limit: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, Math.min(limit, longestTimer), false)
  })
  const done = work.then(
    () => true,
    () => true,
  )
  const inTime = await Promise.race([done, late])
  clearTimeout(timer)
  return inTime
}
