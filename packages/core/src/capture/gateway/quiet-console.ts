import { Console } from 'node:console'

/**
 * Silences this thread's console, in which the engine prints without being asked. With
 * `HARTIFACT_DEBUG` set it goes to the standard error stream.
 */
export function quietConsole(): void {
  if (process.env['HARTIFACT_DEBUG']) {
    globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr })
    return
  }
  const silent = (): void => {}
  for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
    console[method] = silent
  }
}
