import assert from 'node:assert/strict'

/**
 * Sends one request and gives the text of the answer.
 *
 * @typedef {(method: string, url: string, body?: string) => Promise<string>} Send
 */

/** What every client does: GET twice, so that a connection is used again, and POST with a body. */
export async function exchange(send, ...origins) {
  for (const origin of origins) {
    await expectEcho(send, 'GET', `${origin}/things?page=1`)
    await expectEcho(send, 'GET', `${origin}/things?page=2`)
    await expectEcho(send, 'POST', `${origin}/things`, '{"name":"tea"}')
  }
}

async function expectEcho(send, method, url, body) {
  const { pathname, search } = new URL(url)
  const answer = JSON.parse(await send(method, url, body))
  assert.deepEqual(answer, { method, path: pathname + search, body: body ?? '' })
}

/** A {@link Send} of `http.request` or `https.request`. */
export function sendWith(requestOf, options = {}) {
  return (method, url, body) =>
    new Promise((resolve, reject) => {
      const request = requestOf(url)(url, { method, ...options }, (response) => {
        let text = ''
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk))
        response.on('end', () => resolve(text)).on('error', reject)
      })
      request.on('error', reject).end(body)
    })
}

/** A {@link Send} of something that looks like `fetch`. */
export function sendWithFetch(fetch, options = {}) {
  return async (method, url, body) => {
    const response = await fetch(url, { method, body, ...options })
    return response.text()
  }
}

/** A {@link Send} of `request` of undici. */
export function sendWithUndici(request, options = {}) {
  return async (method, url, body) => {
    const response = await request(url, { method, body, ...options })
    return response.body.text()
  }
}

/** Opens a WebSocket with the API of browsers, which all of them have; one message goes and comes. */
export function talk(webSocket) {
  return new Promise((resolve, reject) => {
    webSocket.addEventListener('open', () => webSocket.send('hello'))
    webSocket.addEventListener('message', ({ data }) => {
      webSocket.addEventListener('close', () =>
        data === 'hello' ? resolve() : reject(new Error(`It said ${data}`)),
      )
      webSocket.close()
    })
    webSocket.addEventListener('error', ({ error }) =>
      reject(error ?? new Error('The WebSocket failed.')),
    )
  })
}
