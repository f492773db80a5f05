import type { ServerResponse } from 'node:http'

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
