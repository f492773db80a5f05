/** Joins a shared proxy, records one request, and waits to be killed. */
import { request } from 'node:http'
import { joinProxy } from '@hartifact/core'

const [endpoint = '', url = ''] = process.argv.slice(2)
const proxy = await joinProxy(endpoint)
const recording = await proxy.record('Killed')
await new Promise((resolve, reject) => {
  const { hostname, port } = new URL(recording.proxyUrl)
  request({ hostname, port, path: url, agent: false }, (response) => {
    response.resume().on('end', resolve)
  })
    .on('error', reject)
    .end()
})
console.log(recording.id)
