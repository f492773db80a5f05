import { rpc } from './hosts.mjs'

/** Seconds since 1970 with microseconds, as the backend writes them. */
export const stamp = (run, offset = 0) =>
  Math.floor(run.now() / 1000 + offset) * 1_000_000 + run.draw('N3', 'us', offset).int(1, 999_999)

/** One call of JSON-RPC. */
export function ask(context, tag, method, params, result, wish = {}) {
  const { run } = context
  const id = context.next++
  run.exchange({
    tag,
    method: 'POST',
    url: rpc,
    preflight: true,
    body: run.json({ jsonrpc: '2.0', id, method, params }, `${tag} wish`),
    ...wish,
    answer: { body: run.json({ jsonrpc: '2.0', id, result }, tag), cookies: wish.cookies },
  })
}
