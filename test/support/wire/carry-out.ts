import type { Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { bodyBytes } from './body-bytes.ts'
import { authorityMark, type Exchange, type ExchangePlan, type LanePlan } from './plan.ts'
import { type Route, sendLane } from './scripted-client.ts'
import type { ScriptedServer } from './scripted-server.ts'

/** Milliseconds for the exchanges of one call: the limit for a hang. */
const limit = 20_000

let count = 0

/**
 * Carries out plans, one client for each lane, all at once. What client and server saw is in the
 * exchanges afterwards. Rejects when one of them could not be carried out.
 */
export async function carryOut(
  lanes: readonly LanePlan[],
  server: ScriptedServer,
  route: Route,
): Promise<Exchange[]> {
  const work = lanes.map((lane) => ({
    lane,
    exchanges: lane.exchanges.map((plan) => realised(plan, lane, server)),
  }))
  const all = work.flatMap(({ exchanges }) => exchanges)
  for (const exchange of all) server.exchanges.set(exchange.target, exchange)
  const sockets = new Set<Socket>()
  const over = new AbortController()
  try {
    await Promise.race([
      Promise.all(work.map(({ exchanges, lane }) => sendLane(lane, exchanges, route, sockets))),
      sleep(limit, undefined, { signal: over.signal }).then(() => {
        const open = all.filter(({ atClient }) => !atClient).map(({ target }) => target)
        throw new Error(`Without an end after ${limit} ms: ${open.join(', ')}`)
      }),
    ])
  } catch (error) {
    server.cut()
    throw withFaults(server.faults.splice(0), error)
  } finally {
    over.abort()
    for (const socket of sockets) socket.destroy()
    for (const { target } of all) server.exchanges.delete(target)
  }
  if (server.faults.length > 0) throw withFaults(server.faults.splice(0))
  return all
}

/** A plan with a URL of its own and its bytes. */
function realised(
  plan: ExchangePlan,
  { scheme, version }: LanePlan,
  { httpPort, httpsPort }: ScriptedServer,
): Exchange {
  const { request, response } = plan
  const target = `/w${++count}${request.path}`
  const authority = `127.0.0.1:${scheme === 'http' ? httpPort : httpsPort}`
  const asked = bodyBytes(request.body)
  const answered = bodyBytes(response.body)
  return {
    plan,
    target,
    sent: {
      request: {
        method: request.method,
        url: `${scheme}://${authority}${target}`,
        httpVersion: version,
        headers: request.headers.map(([name, value]) => [
          name,
          value === authorityMark ? authority : value,
        ]),
        body: asked.wire,
        trailers: request.trailers,
      },
      response: {
        status: response.status,
        statusText: response.reason,
        httpVersion: version,
        headers: response.headers,
        body: answered.wire,
        trailers: response.trailers,
      },
    },
    interim: response.interim.map(({ headers, reason, status }) => ({
      status,
      statusText: reason,
      headers,
    })),
    decoded: { request: asked.plain, response: answered.plain },
  }
}

function withFaults(faults: readonly unknown[], error?: unknown): Error {
  const texts = [...(error === undefined ? [] : [error]), ...faults].map(String)
  return new Error(texts.join('\n'), { cause: error ?? faults[0] })
}
