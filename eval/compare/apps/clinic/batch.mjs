import { binary, text } from '../../kit/body.mjs'

/** Several requests in one, as OData has them: HTTP messages as parts of a message. */

const parted = (boundary, parts) =>
  `${parts.map((part) => `--${boundary}\r\n${part}\r\n`).join('')}--${boundary}--\r\n`

const http = (lines, body, id) =>
  [
    'Content-Type: application/http',
    'Content-Transfer-Encoding: binary',
    ...(id ? [`Content-ID: ${id}`] : []),
    '',
    ...lines,
    '',
    body,
  ].join('\r\n')

const changeSet = (boundary, parts) =>
  `Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n${parted(boundary, parts)}`

/**
 * @param {any} context
 * @param {string} tag
 * @param {ReadonlyArray<{ line: string, wish?: object, status?: string, value?: object }>} calls
 * @param {{ isChange?: boolean }} [options] Whether all or none of them is to be done.
 */
export function batch({ base, run }, tag, calls, { isChange = false } = {}) {
  const boundary = (name) => `${name}_${run.draw('N19', tag, name).uuid()}`
  const json = (value, key) => run.json(value, key).bytes.toString('utf8')
  const asked = calls.map(({ line, wish }, at) =>
    http(
      [
        `${line} HTTP/1.1`,
        'Accept: application/json',
        ...(wish ? ['Content-Type: application/json'] : []),
      ],
      wish ? json(wish, `${tag} wish ${at}`) : '',
      isChange ? String(at + 1) : '',
    ),
  )
  const answered = calls.map(({ status = '200 OK', value }, at) =>
    http(
      [
        `HTTP/1.1 ${status}`,
        ...(value ? ['Content-Type: application/json; odata.metadata=minimal'] : []),
        'OData-Version: 4.0',
      ],
      value ? json(value, `${tag} ${at}`) : '',
      isChange ? String(at + 1) : '',
    ),
  )
  const whole = (name, parts) => {
    const outer = boundary(name)
    const inner = isChange ? [changeSet(boundary(`changeset${name}`), parts)] : parts
    return { type: `multipart/mixed; boundary=${outer}`, content: parted(outer, inner) }
  }
  const [wish, answer] = [whole('batch', asked), whole('batchresponse', answered)]
  run.exchange({
    tag,
    kind: isChange ? 'write' : 'read',
    method: 'POST',
    url: `${base}/api/odata/v4/$batch`,
    body: text(wish.type, wish.content),
    answer: { body: binary(answer.type, Buffer.from(answer.content)) },
  })
}
