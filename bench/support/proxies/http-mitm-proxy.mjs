// http-mitm-proxy with connections kept open; it puts each response together in memory, as who wants to
// record something with it must.
import { Agent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { Proxy as MitmProxy } from 'http-mitm-proxy'
import { processOptions, serveParent, silenceConsole } from '../worker-process.mjs'

const { ca, folder } = processOptions()
// It tells the terminal of each connection that fails.
silenceConsole()
const proxy = new MitmProxy()
proxy.onError(() => {})
proxy.onRequest((context, next) => {
  const chunks = []
  context.onResponseData((_context, chunk, pass) => {
    chunks.push(chunk)
    pass(null, chunk)
  })
  context.onResponseEnd((_context, pass) => {
    context.body = Buffer.concat(chunks)
    pass()
  })
  next()
})
await new Promise((resolve, reject) => {
  const options = {
    host: '127.0.0.1',
    port: 0,
    sslCaDir: folder,
    keepAlive: true,
    httpAgent: new Agent({ keepAlive: true }),
    httpsAgent: new HttpsAgent({ keepAlive: true, ca }),
  }
  proxy.listen(options, (error) => (error ? reject(error) : resolve()))
})
serveParent({ port: proxy.httpPort }, {}, () => proxy.close())
