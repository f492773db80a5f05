import { setTimeout as sleep } from 'node:timers/promises'
import { openStore } from '@hartifact/core'

/**
 * Compares what a session holds with what was sent into it.
 *
 * @param {string} store
 * @param {string} id
 * @param {ReadonlyMap<string, import('./soak-exchanges.mjs').Expected>} expected By path, or by URL.
 * @returns {Promise<{ entries: number, absent: number, problems: string[] }>} `absent` counts those that
 *   may be missing, and are.
 */
export async function compareSession(store, id, expected) {
  const problems = []
  const left = new Map(expected)
  const opened = await openStore(store)
  const brokenHandshakes = []
  let name = id
  let entries = 0
  try {
    const session = await opened.open(id)
    name = session.name
    for await (const entry of session.entries()) {
      entries++
      const { method, url } = entry.request
      const key = method === 'CONNECT' ? url : new URL(url).pathname
      const isKnown = left.has(key)
      const wanted = left.get(key)
      left.delete(key)
      if (!isKnown && method === 'CONNECT' && entry.failure?.kind === 'client-tls') {
        brokenHandshakes.push({ url, message: entry.failure.message })
        continue
      }
      const wrong = isKnown
        ? differences(entry, wanted)
        : [expected.has(key) ? 'is there twice' : `was never sent into ${name}`]
      problems.push(...wrong.map((what) => `${key} ${what}`))
    }
    const { damages } = await session.stats()
    if (damages > 0) problems.push(`${damages} damaged lines in ${name}`)
    if (session.info.state !== 'closed') problems.push(`${name} is ${session.info.state}`)
  } finally {
    await opened.close()
  }
  let absent = 0
  for (const [key, wanted] of left) {
    if (wanted.mayBeMissing?.()) {
      absent++
      const at = brokenHandshakes.findIndex(({ url }) => url === wanted.tunnelUrl)
      if (at >= 0) brokenHandshakes.splice(at, 1)
    } else problems.push(`${key} is missing (expected: ${wanted.outcomes.join(' or ')})`)
  }
  for (const { message, url } of brokenHandshakes) {
    problems.push(`${url} was not refused by anybody in ${name}: ${message}`)
  }
  return { entries, absent, problems }
}

/**
 * Waits until the session has the end of each event stream and WebSocket that is over, and each handshake
 * that was refused: a recording that is stopped waits for other exchanges only.
 *
 * @param {string} store
 * @param {string} id
 * @param {ReadonlyMap<string, import('./soak-exchanges.mjs').Expected>} expected
 */
export async function untilTold(store, id, expected) {
  const opened = await openStore(store)
  try {
    const session = await opened.open(id)
    const until = Date.now() + 5_000
    for (;;) {
      const refused = new Set([...expected.values()].flatMap(({ url }) => url ?? []))
      let open = 0
      for await (const { failure, request, timings } of session.entries()) {
        refused.delete(request.url)
        if (failure || timings.total !== null || request.method === 'CONNECT') continue
        const wanted = expected.get(new URL(request.url).pathname)
        if (wanted?.messages && !wanted.afterStop) open++
      }
      // What has not ended by then is a problem, which the comparison will tell.
      if (open + refused.size === 0 || Date.now() > until) return
      await sleep(10)
    }
  } finally {
    await opened.close()
  }
}

function differences({ failure, messages = [], request, response }, wanted) {
  const wrong = []
  const outcome = failure?.kind ?? 'none'
  if (wanted.outcomes && !wanted.outcomes.includes(outcome)) {
    const told = failure ? `: ${failure.message}` : ''
    wrong.push(`ended as ${outcome}${told} (expected: ${wanted.outcomes.join(' or ')})`)
  }
  if (wanted.response && wanted.response.status !== response?.status) {
    wrong.push(`has status ${response?.status} (expected: ${wanted.response.status})`)
  }
  for (const [side, message] of Object.entries({ request, response })) {
    const body = wanted[side]
    if (body?.size === undefined) continue
    const size = message?.body?.size ?? 0
    if (size !== body.size)
      wrong.push(`has a ${side} body of ${size} bytes (expected: ${body.size})`)
    else if (size > 0 && body.sha256 && message?.body?.sha256 !== body.sha256) {
      wrong.push(`has another ${side} body than was sent`)
    }
  }
  for (const [direction, count] of Object.entries(wanted.messages ?? {})) {
    const found = messages.filter(
      (one) => one.direction === direction && !['close', 'ping', 'pong'].includes(one.kind),
    ).length
    if (found !== count) wrong.push(`has ${found} ${direction} messages (expected: ${count})`)
  }
  return wrong
}
