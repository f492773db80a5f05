/** A call of the API: what it says stands in `data`, what is said about that in `meta`. */
export function ask(context, tag, path, data, wish = {}) {
  const { meta, page, ...rest } = wish
  const value = {
    data,
    meta: {
      requestId: requestId(context.run, keyOf(context, tag)),
      ...meta,
      ...(page && { page }),
    },
  }
  call(context, tag, path, value, rest)
}

/** The same with an answer in a form of its own. */
export function call({ api, run }, tag, path, value, { send, ...wish } = {}) {
  const { answer, headers = [], idempotent, type, ...rest } = wish
  const isWrite = rest.method !== undefined
  run.exchange({
    tag,
    kind: isWrite ? 'write' : 'read',
    url: `${api}${path}`,
    ...rest,
    headers: [
      ...(isWrite ? [['x-csrf-token', csrf(run)]] : []),
      ...(idempotent ? [['idempotency-key', run.draw('N1', 'idempotency', tag).uuid()]] : []),
      ...headers,
    ],
    ...(send && { body: run.json(send, `${tag} wish`) }),
    answer: { ...(value !== undefined && { body: run.json(value, tag, type) }), ...answer },
  })
}

/** Something that went wrong, as `application/problem+json`. */
export function problem(context, tag, path, { code, detail, errors, status, title }, wish) {
  const value = {
    type: `https://docs.wayfare.test/problems/${code}`,
    title,
    status,
    detail,
    instance: `/v2${path}`,
    requestId: requestId(context.run, keyOf(context, tag)),
    errors,
  }
  call(context, tag, path, value, {
    type: 'application/problem+json',
    ...wish,
    answer: { status },
  })
}

/** What guards writes; the cookie says the same. */
export const csrf = (run) => run.draw('N5', 'csrf').base64url(32)

/** In the answer and in its header. */
export const requestId = (run, key) => `req_${run.draw('N6', 'request', key).base62(18)}`

/** What the exchange will be called: repeated tags are counted. */
function keyOf({ counts }, tag) {
  const count = counts.get(tag) ?? 0
  counts.set(tag, count + 1)
  return count === 0 ? tag : `${tag}#${count}`
}
