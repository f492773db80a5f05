import http from 'node:http'
import https from 'node:https'
import axios from 'axios'
import { sendWith, sendWithFetch } from './exchanges.mjs'

const clients = {
  fetch: () => sendWithFetch(fetchNow),
  'http.get': () => sendWith(() => http.get),
  'https.get': (tls) => sendWith(() => https.get, tls),
  axios: () => async (method, url) =>
    (await axios.request({ method, url, transformResponse: (text) => text })).data,
}

/** Libraries replace it. */
function fetchNow(...parameters) {
  return fetch(...parameters)
}

/**
 * Lets every client ask `/greeting` of an origin of its scheme.
 *
 * @param {[http: string, https: string]} origins
 * @param {import('node:https').RequestOptions} [tls]
 * @returns {Promise<Record<string, string>>} `mocked`, `real` or the error, by client.
 */
export async function sendAll([plain, secure], tls) {
  const answers = {}
  for (const [name, sendOf] of Object.entries(clients)) {
    const origin = name === 'https.get' ? secure : plain
    answers[name] = await sendOf(tls)('GET', `${origin}/greeting`).then(
      (text) => (text === 'mocked' ? 'mocked' : JSON.parse(text).path ? 'real' : text),
      (error) => `rejected: ${error.cause?.code ?? error.code ?? error.message}`,
    )
  }
  return answers
}
