import type { ServerResponse } from 'node:http'
import type { MockttpServer } from './modules.ts'

/** Milliseconds that one attempt to stop may take. */
const stopLimit = 2_000

/** A response over HTTP/2 says that it has finished also when its stream was reset. */
export function isWhole(response: ServerResponse & { stream?: { rstCode?: number } }): boolean {
  return response.writableEnded && !response.stream?.rstCode
}

/** mockttp tells why a socket closed up to three turns of the event loop after it did. */
export function afterLateEvents(then: () => void): void {
  const turns = (left: number): void => {
    setImmediate(() => (left > 0 ? turns(left - 1) : then()))
  }
  turns(4)
}

/**
 * Stops mockttp and cuts its connections. It stumbles over connections that close together, with
 * some of them left; so it is asked until it does not, a few times. Never rejects.
 */
export async function stopServer(server: MockttpServer): Promise<void> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await isStopped(server)) return
  }
}

async function isStopped(server: MockttpServer): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, stopLimit, true)
  })
  const stopped = server.stop().then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code === 'ERR_SERVER_NOT_RUNNING',
  )
  const done = await Promise.race([stopped, late])
  clearTimeout(timer)
  return done
}
