/**
 * Pairs the k-th exchange with a key with the k-th of the other side.
 *
 * @param {readonly import('./view.mjs').ViewedExchange[]} before
 * @param {readonly import('./view.mjs').ViewedExchange[]} after
 * @param {(exchange: import('./view.mjs').ViewedExchange) => string} keyOf
 */
export function pairByKey(before, after, keyOf) {
  const waiting = new Map()
  for (const exchange of after) {
    const key = keyOf(exchange)
    if (!waiting.has(key)) waiting.set(key, [])
    waiting.get(key).push(exchange)
  }
  const pairs = []
  const onlyBefore = []
  for (const exchange of before) {
    const key = keyOf(exchange)
    const partner = waiting.get(key)?.shift()
    if (partner) pairs.push({ key, before: exchange, after: partner })
    else onlyBefore.push({ key, exchange })
  }
  const onlyAfter = [...waiting].flatMap(([key, rest]) =>
    rest.map((exchange) => ({ key, exchange })),
  )
  return { pairs, onlyBefore, onlyAfter }
}

/** Findings for exchanges without a partner. */
export function unmatchedFindings({ onlyAfter, onlyBefore }) {
  return [
    ...onlyBefore.map(({ exchange, key }) =>
      finding('request.missing', key, '', [exchange.position], []),
    ),
    ...onlyAfter.map(({ exchange, key }) =>
      finding('request.added', key, '', [], [exchange.position]),
    ),
  ]
}

/** These methods do not grade: all they say is a warning. */
export function finding(rule, endpoint, path, beforeEntries, afterEntries) {
  return { severity: 'warning', rule, endpoint, path, beforeEntries, afterEntries }
}
