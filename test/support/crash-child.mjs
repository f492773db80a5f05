// Records into the store given as argument and says what was acknowledged, until it is killed.
import { writeSync } from 'node:fs'
import { request } from 'node:http'
import { startProxy } from '@hartifact/core'

const [store, origin, sizes = '10,5000,100000,400000'] = process.argv.slice(2)
const proxy = await startProxy({ store })
const recording = await proxy.record('Crash')
const { hostname, port } = new URL(recording.proxyUrl)
writeSync(1, `session ${recording.id}\n`)

/** Sends one request; resolves when the answer is there. */
function send(path, body) {
  return new Promise((resolve, reject) => {
    const call = request(
      { hostname, port, path: `${origin}${path}`, method: 'POST', agent: false },
      (response) => {
        response.resume()
        response.on('end', resolve)
      },
    )
    call.on('error', reject)
    call.end(body)
  })
}

for (let batch = 0; ; batch++) {
  const paths = Array.from({ length: 4 }, (_, index) => `/${batch}-${index}`)
  // Sizes on both sides of the borders: inline, packed at once, packed in pieces.
  await Promise.all(
    paths.map((path, index) => send(path, Buffer.alloc(Number(sizes.split(',')[index]), path))),
  )
  await recording.settled()
  for (const path of paths) writeSync(1, `ack ${path}\n`)
}
