/** Code of shells for a program that Ctrl-C has ended. */
const interrupted = 130

/**
 * Waits for Ctrl-C, or a signal that asks to end. A second one ends the process at once: whatever is
 * written until then can be read.
 */
export async function untilAskedToEnd(): Promise<void> {
  await new Promise<void>((resolve) => {
    let isAsked = false
    const ask = (): void => {
      if (isAsked) process.exit(interrupted)
      isAsked = true
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, ask)
  })
}
