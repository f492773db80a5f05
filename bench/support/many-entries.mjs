import { createHash } from 'node:crypto'

/** Numbers from a seed, between 0 and 1. */
export function randomNumbers(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}

/**
 * A session as data: 30 % of one poll, 20 % GraphQL, the rest details of things. Ids, times and the
 * order within a window of eight are other ones for each seed; 1 % are missing, 1 % are there twice.
 */
export function manyEntries({ count, seed, bodySize = 3500 }) {
  const random = randomNumbers(seed)
  const base = Date.parse('2026-11-20T10:00:00Z') + seed * 3_600_000
  const bodies = new Map()
  const keep = (value) => {
    const bytes = Buffer.from(JSON.stringify(value))
    const sha256 = createHash('sha256').update(bytes).digest('hex')
    bodies.set(sha256, bytes)
    return { sha256, size: bytes.length }
  }
  const json = [['Content-Type', 'application/json']]
  const idOf = (thing) => createHash('md5').update(`${seed} ${thing}`).digest('hex').slice(0, 24)
  const made = []
  for (let at = 0; at < count; at++) {
    if (random() < 0.01) continue
    made.push(request(at))
    if (random() < 0.01) made.push(request(at))
  }

  function request(at) {
    if (at % 10 < 3)
      return ['GET', '/api/jobs/1/state', undefined, { state: 'running', at: base + at }]
    const thing = at % 997
    const answer = {
      id: idOf(thing),
      ...thingOf(thing),
      servedAt: new Date(base + at).toISOString(),
    }
    if (at % 10 < 5) {
      const body = {
        operationName: 'Thing',
        variables: { id: idOf(thing) },
        query: 'query Thing($id: ID!) { thing(id: $id) { name } }',
      }
      return ['POST', '/graphql', body, { data: { thing: answer } }]
    }
    return ['GET', `/api/things/${idOf(thing)}`, undefined, answer]
  }

  function thingOf(thing) {
    const items = []
    for (let size = 0; size < bodySize; size += 90) {
      items.push({
        sku: `S${thing}-${items.length}`,
        name: `Item ${items.length} of ${thing}`,
        price: items.length + 0.5,
      })
    }
    return { name: `Thing ${thing}`, stock: Math.floor(random() * 20), items }
  }

  const places = made.map((_, at) => at + random() * 8)
  const order = made.map((_, at) => at).toSorted((one, other) => places[one] - places[other])
  const entries = order.map((from, at) => {
    const [method, path, body, answer] = made[from]
    return {
      id: String(at).padStart(6, '0'),
      startedAt: new Date(base + at * 10).toISOString(),
      request: {
        method,
        url: `https://api.things.test${path}`,
        httpVersion: 'HTTP/1.1',
        headers: [
          ['Host', 'api.things.test'],
          ['X-Request-Id', idOf(`request ${at}`)],
          ...(body ? json : []),
        ],
        ...(body && { body: keep(body) }),
      },
      response: {
        status: 200,
        statusText: 'OK',
        httpVersion: 'HTTP/1.1',
        headers: [...json, ['Date', new Date(base + at * 10).toUTCString()]],
        body: keep(answer),
      },
      timings: {
        blocked: null,
        dns: null,
        connect: null,
        ssl: null,
        send: 1,
        wait: 20,
        receive: 1,
        total: 22,
      },
      attribution: 'port',
      annotations: [],
    }
  })
  return { name: `Run ${seed}`, entries, body: ({ sha256 }) => bodies.get(sha256) }
}
