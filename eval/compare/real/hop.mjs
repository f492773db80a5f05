import { once } from 'node:events'
import { createServer, request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'

const coders = {
  gzip: [gunzipSync, gzipSync],
  br: [brotliDecompressSync, brotliCompressSync],
}
const plain = [(bytes) => bytes, (bytes) => bytes]

/**
 * Stands before a server at an address of its own that stays, and rewrites answers on the way: one
 * fault of a real server. `rewrite` gets status, headers (pairs) and the decoded body, and changes them.
 */
export async function startHop() {
  const state = { target: '', rewrite: undefined }
  const server = createServer((incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '/', 'http://hop')
    const target = new URL(state.target)
    const { hostname, port } = target
    const sent = request({
      hostname,
      port,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.rawHeaders,
    })
    incoming.pipe(sent)
    sent.on('error', () => outgoing.destroy())
    const answerWith = async (response) => {
      const [decode, encode] = coders[response.headers['content-encoding']] ?? plain
      const wire = await buffer(response)
      const answer = {
        status: response.statusCode,
        headers: pairs(response.rawHeaders),
        text: wire.length > 0 ? decode(wire).toString('latin1') : '',
      }
      const unchanged = answer.text
      const isChanged =
        state.rewrite?.({ method: incoming.method, path: pathname }, answer) === true
      const bytes = answer.text === unchanged ? wire : encode(Buffer.from(answer.text, 'latin1'))
      const headers = isChanged
        ? answer.headers.map(([name, value]) =>
            name.toLowerCase() === 'content-length' ? [name, String(bytes.length)] : [name, value],
          )
        : answer.headers
      outgoing.writeHead(answer.status, headers.flat())
      outgoing.end(answer.status === 204 ? undefined : bytes)
    }
    sent.on('response', (response) => {
      answerWith(response).catch(() => outgoing.destroy())
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    state,
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => {
      server.closeAllConnections()
      return new Promise((done) => void server.close(done))
    },
  }
}

function pairs(rawHeaders) {
  return rawHeaders.flatMap((name, at) => (at % 2 === 0 ? [[name, rawHeaders[at + 1]]] : []))
}
