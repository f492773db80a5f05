import { api } from './hosts.mjs'
import { queries } from './queries.mjs'

/** One operation as Apollo's client sends it. */
export function ask({ run, token }, tag, operationName, variables, data, wish = {}) {
  run.exchange({
    tag,
    kind: queries[operationName].startsWith('mutation') ? 'write' : 'read',
    method: 'POST',
    url: `${api}/graphql`,
    preflight: true,
    headers: token ? [['authorization', `Bearer ${token}`]] : [],
    body: run.json({ operationName, variables, query: queries[operationName] }, `${tag} wish`),
    answer: {
      body: run.json(
        { data, extensions: { cost: 12, requestId: run.draw('N6', 'id', tag).base62(20) } },
        tag,
      ),
    },
    ...wish,
  })
}

/** A person as most queries want them. */
export const person = ({ handle, id, name, verified }) => ({ id, handle, name, verified })
