import { finding, pairByKey, unmatchedFindings } from './pairs.mjs'
import { endpointOf } from './url-template.mjs'
import { leavesOf, viewOf } from './view.mjs'

const headers =
  /^(date|age|etag|last-modified|expires|content-length|content-encoding|transfer-encoding|set-cookie|cookie|authorization|if-none-match|host|connection|via|cf-ray|traceparent|server-timing|:.*|x-(request|correlation|trace|transaction|amz|b3|amzn|served|backend|pod|runtime|envoy|csrf).*|idempotency-key|content-security-policy|sec-.*)$/
const names =
  /^(_?id|.*[a-z]Id|.*_id|uuid|.*token|csrf|nonce|time|timestamp|now|date|.*At|.*_at|.*Time|.*ago|cursor|.*cursor|signature|expires.*|.*session.*|requestId|traceId|key|.*Url|url|seen|iat|_|r|ts)$/i

/** URL templates, and a list of names that are not compared: how test suites usually do it. */
export const ignoreList = {
  name: 'URL template + ignore-list',
  isGraded: false,
  learns: false,
  compare({ after, before, hostMap }) {
    const paired = pairByKey(viewOf(before, hostMap), viewOf(after), endpointOf)
    return [
      ...unmatchedFindings(paired),
      ...paired.pairs.flatMap(({ after: other, before: one, key }) => {
        const [left, right] = [leavesOf(one), leavesOf(other)]
        return [...new Set([...left.keys(), ...right.keys()])]
          .filter((path) => left.get(path) !== right.get(path) && !isIgnored(path))
          .map((path) => finding('value', key, path, [one.position], [other.position]))
      }),
    ]
  },
}

function isIgnored(path) {
  const [side, part, ...rest] = path.split('.')
  if (part === 'headers') return headers.test(rest.join('.'))
  return (
    side !== 'status' &&
    names.test(
      path
        .split('.')
        .at(-1)
        .replace(/\[\d+\]$/, ''),
    )
  )
}
