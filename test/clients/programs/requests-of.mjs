import { setTimeout } from 'node:timers/promises'

/**
 * Stops a recording; gives what it holds, as the log of the origins tells it, with what went wrong
 * if something did.
 */
export async function requestsOf(recording) {
  // A client may be told sooner than the proxy that a WebSocket has been closed.
  for (let attempt = 0; attempt < 400 && (await isOpen(recording)); attempt += 1) {
    await setTimeout(25)
  }
  const requests = []
  for await (const { failure, request, response } of (await recording.stop()).entries()) {
    const flaw = failure ? ` ${failure.kind}: ${failure.message}` : response ? '' : ' unanswered'
    requests.push(`${request.method} ${request.url}${flaw}`)
  }
  return requests
}

async function isOpen(recording) {
  for await (const { timings } of recording.entries()) if (timings.total === null) return true
  return false
}
