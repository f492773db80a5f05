import { cookieJar } from './cookies.mjs'
import { harEntry, harOf } from './har-entry.mjs'
import { titleCase } from './headers.mjs'
import { randomOf } from './random.mjs'

/**
 * @typedef {object} App A simulated application and its client.
 * @property {string} name
 * @property {readonly string[]} noise Operators that it has.
 * @property {'hartifact' | 'chrome'} style Whose HAR it writes.
 * @property {boolean} [h2] When N18 does not choose; default HTTP/1.1.
 * @property {'title' | 'lower'} [headerCase] Of HTTP/1.1, when N9 does not choose.
 * @property {(run: Run, exchange: object) => string[][]} requestHeaders
 * @property {(run: Run, exchange: object) => string[][]} responseHeaders
 * @property {(run: Run, exchange: object) => object} [unavailable] Answer 503 of N12.
 * @property {Readonly<Record<string, string>>} [hostMap] For N21.
 *
 * @typedef {object} RunOptions
 * @property {number} [world] Which test of the suite: its data and flow.
 * @property {number} [seed] Which run of it: its noise.
 * @property {'before' | 'after'} [side] Only for N21.
 * @property {Iterable<string>} [noise] Operators that are on; default all of the application.
 * @property {string} [fault] What the application or its client does wrong, see its `faults`.
 * @property {{ drift?: number, all?: number, slow?: Record<string, number> }} [pace] Factors for latencies: of the machine, of the
 *   release, of endpoints by the start of their tag.
 *
 * @typedef {ReturnType<typeof openRun>} Run
 * @typedef {any} Exchange
 */

const day = 86_400_000

/**
 * One run of one test against a simulated application.
 *
 * @param {App} app
 * @param {RunOptions} [options]
 */
export function openRun(app, options = {}) {
  const { fault, pace = {}, seed = 1, side = 'before', world = 1 } = options
  const wanted = new Set(options.noise ?? app.noise)
  const on = (operator) => wanted.has(operator) && app.noise.includes(operator)
  const still = wanted.size === 0
  /** What an operator draws for a thing: the same in all runs when the operator is off. */
  const draw = (operator, ...keys) =>
    randomOf(app.name, world, operator, on(operator) ? seed : 'still', ...keys)
  const jar = cookieJar()
  const seen = new Map()
  const connections = new Map()
  const entries = []
  let clock =
    Date.parse('2026-03-02T09:00:00Z') + 3 * 3_600_000 + draw('N3', 'start').int(0, 40 * day)

  const run = {
    fault,
    on,
    draw,
    /** Data of the test, the same in all runs of it. */
    world: (...keys) => randomOf(app.name, world, 'world', ...keys),
    mapped: side === 'after' && on('N21'),
    h2: on('N18') ? draw('N18', 'version').chance(0.5) : (app.h2 ?? false),
    now: () => clock,
    wait: (milliseconds) => void (clock += milliseconds),
    cookie: (host, name) => jar.for(host).find((cookie) => cookie.name === name)?.value,

    /** A JSON body; `key` names it for the order of its keys. */
    json(value, key, type = 'application/json') {
      const sorted = on('N8') ? shuffledKeys(value, draw('N8', 'keys', key)) : value
      return { type, bytes: Buffer.from(JSON.stringify(sorted)) }
    },

    /** N13: the same members in any order. */
    unordered: (list, ...keys) => (on('N13') ? draw('N13', ...keys).shuffle(list) : [...list]),

    /** N10: in any order. */
    parallel(key, steps) {
      const order = on('N10') ? draw('N10', key).shuffle(steps) : steps
      for (const step of order) step()
    },

    /** One request of the client and what comes before it: a preflight, a try that fails. */
    exchange(wish) {
      const exchange = { kind: 'read', method: 'GET', ...wish }
      exchange.answer = { status: 200, ...wish.answer }
      if (wish.query) exchange.url = withQuery(run, exchange)
      if (exchange.preflight && draw('N22', exchange.tag).chance(0.5)) put(preflightOf(exchange))
      if (exchange.retry && on('N12') && draw('N12', exchange.tag).chance(0.3)) {
        put({
          ...exchange,
          tag: `${exchange.tag}~retry`,
          kind: 'retry',
          answer: app.unavailable(run, exchange),
        })
      }
      const known = exchange.etag && on('N23') && draw('N23', exchange.tag).chance(0.4)
      put(known ? notModified(exchange) : exchange)
    },

    har: () => harOf(entries, `${app.name} ${world}`),
  }

  function put(exchange) {
    const count = seen.get(exchange.tag) ?? 0
    seen.set(exchange.tag, count + 1)
    const key = count === 0 ? exchange.tag : `${exchange.tag}#${count}`
    const named = { ...exchange, key }
    const { host } = new URL(exchange.url)
    const connection = connections.get(host)
    if (connection === undefined) connections.set(host, String(connections.size + 1))
    const timings = timingsOf(named, connection === undefined)
    entries.push(
      harEntry(
        {
          ...named,
          h2: run.h2 && !exchange.frames,
          startedAt: clock,
          timings,
          connection: connections.get(host),
          requestHeaders: requestHeaders(named, host),
          responseHeaders: responseHeaders(named),
        },
        app.style,
      ),
    )
    for (const line of exchange.answer.cookies ?? []) jar.store(host, line)
    clock += Math.ceil(timings.wait + timings.receive) + draw('N3', 'think', key).int(4, 60)
  }

  function timingsOf({ base, key, tag }, first) {
    const random = still ? randomOf(app.name, 'still', key) : draw('N3', 'latency', key)
    const usual = base ?? randomOf(app.name, 'latency', tag.split(/[:~]/)[0]).int(15, 140)
    const slow = Object.entries(pace.slow ?? {}).find(([start]) => tag.startsWith(start))?.[1] ?? 1
    const spike = random.chance(0.03) ? random.decimal(3, 6) : 1
    const wait = usual * Math.exp(0.25 * random.normal()) * spike
    const factor = (pace.drift ?? 1) * (pace.all ?? 1) * slow
    const round = (value) => Math.round(value * 1000) / 1000
    return {
      blocked: round(random.next()),
      dns: first ? 0.4 : -1,
      connect: first ? round(3 + random.next()) : -1,
      ssl: first ? 2.1 : -1,
      send: round(random.next() / 5),
      wait: round(wait * factor),
      receive: round((1 + random.next() * 3) * factor),
    }
  }

  function requestHeaders(exchange, host) {
    const { body, h2 = run.h2, key, method, url } = exchange
    const path = url.slice(url.indexOf(host) + host.length)
    const cookies = exchange.noCookies ? [] : jar.for(host)
    const ordered = on('N8') ? draw('N8', 'cookies', key).shuffle(cookies) : cookies
    const list = [
      ...app.requestHeaders(run, exchange),
      ...(exchange.headers ?? []),
      ...(ordered.length > 0
        ? [['cookie', ordered.map(({ name, value }) => `${name}=${value}`).join('; ')]]
        : []),
      ...(body
        ? [
            ['content-type', body.type],
            ['content-length', String(body.bytes.length)],
          ]
        : []),
    ]
    if (!h2 || exchange.frames) return cased([['host', host], ...list])
    if (app.style !== 'chrome') return list
    const pseudo = [
      [':authority', host],
      [':method', method],
      [':path', path],
      [':scheme', 'https'],
    ]
    return [...pseudo, ...list]
  }

  function responseHeaders(exchange) {
    const { answer, key } = exchange
    const { body } = answer
    const squeezed = body && body.bytes.length >= 300 && !exchange.plain && compressible(body.type)
    const coding = on('N18') ? draw('N18', 'coding', key).pick(['gzip', 'br']) : 'gzip'
    const chunked = on('N18') && draw('N18', 'length', key).chance(0.5)
    const length = chunked
      ? run.h2
        ? []
        : [['transfer-encoding', 'chunked']]
      : [['content-length', String(body?.bytes.length ?? 0)]]
    const list = [
      ['date', new Date(clock).toUTCString()],
      ...(body ? [['content-type', body.type]] : []),
      ...(squeezed && app.compresses !== false ? [['content-encoding', coding]] : []),
      ...(answer.status === 204 || answer.status === 304 || answer.status === 101 ? [] : length),
      ...app.responseHeaders(run, exchange),
      ...(exchange.etag ? [['etag', exchange.etag]] : []),
      ...(answer.headers ?? []),
    ]
    const ordered = on('N8') ? draw('N8', 'headers', key).shuffle(list) : list
    const cookies = (answer.cookies ?? []).map((line) => ['set-cookie', line])
    return cased([...ordered, ...cookies])
  }

  function cased(list) {
    if (run.h2) return list
    const style = on('N9') ? draw('N9', 'case').pick(['title', 'lower']) : app.headerCase
    return style === 'lower' ? list : list.map(([name, value]) => [titleCase(name), value])
  }

  return run
}

const compressible = (type) => /json|xml|javascript|text|svg/.test(type)

function withQuery(run, { query, tag, url }) {
  const pairs = run.on('N8') ? run.draw('N8', 'query', tag).shuffle(query) : query
  return `${url}?${new URLSearchParams(pairs)}`
}

function preflightOf(exchange) {
  const names = (exchange.headers ?? []).map(([name]) => name)
  return {
    ...exchange,
    tag: `${exchange.tag}~preflight`,
    kind: 'preflight',
    method: 'OPTIONS',
    etag: undefined,
    body: undefined,
    noCookies: true,
    headers: [
      ['access-control-request-method', exchange.method],
      [
        'access-control-request-headers',
        ['content-type', ...names].toSorted((one, other) => one.localeCompare(other)).join(','),
      ],
    ],
    base: 8,
    answer: {
      status: 204,
      headers: [
        ['access-control-allow-methods', 'GET, POST, PUT, PATCH, DELETE'],
        ['access-control-allow-headers', 'authorization, content-type'],
        ['access-control-max-age', '600'],
      ],
    },
  }
}

function notModified(exchange) {
  const { answer } = exchange
  return {
    ...exchange,
    headers: [...(exchange.headers ?? []), ['if-none-match', exchange.etag]],
    answer: { ...answer, status: 304, body: undefined },
  }
}

function shuffledKeys(value, random) {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, random))
  if (value === null || typeof value !== 'object') return value
  const members = Object.entries(value).map(([key, member]) => [key, shuffledKeys(member, random)])
  return Object.fromEntries(random.chance(0.5) ? random.shuffle(members) : members)
}
