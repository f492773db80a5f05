import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openStore } from '@hartifact/core'
import { startProcess } from '../worker-process.mjs'
import { mitmdumpVersion, startMitmdump } from './mitmdump.mjs'

/**
 * @typedef {object} Contestant
 * @property {number} [pid] Of the proxy's process.
 * @property {(name: string) => Promise<number | undefined>} begin Makes ready for a sample; gives the
 *   port to go through.
 * @property {() => Promise<void>} settle Resolves when the work of the sample is done.
 * @property {(sent: number, size: number) => Promise<object | undefined>} end Clears up; gives what was
 *   recorded wrongly, where anything is recorded.
 * @property {() => Promise<void>} stop
 */

const nothing = async () => undefined

/**
 * What is measured, by name. Each is started with the certificates of the server and a folder of its own.
 *
 * @type {Record<string, { title: () => string | undefined,
 *   start: (context: { ca: string, cert: string, key: string, folder: string }) => Promise<Contestant> }>}
 */
export const contestants = {
  direct: {
    title: () => 'no proxy',
    start: async () => ({ begin: nothing, settle: nothing, end: nothing, stop: nothing }),
  },
  bare: {
    title: () => 'bare Node proxy that records nothing',
    start: (context) => simple('./proxies/bare-proxy.mjs', context),
  },
  mockttp: {
    title: () => 'mockttp without listeners',
    start: (context) => simple('./proxies/mockttp-proxy.mjs', context),
  },
  hartifact: {
    title: () => 'Hartifact with a store on disk',
    start: startHartifact,
  },
  'http-mitm-proxy': {
    title: () => 'http-mitm-proxy, bodies in memory',
    start: (context) => simple('./proxies/http-mitm-proxy.mjs', context),
  },
  mitmdump: {
    title: () => {
      const version = mitmdumpVersion()
      return version && `mitmdump ${version} -w`
    },
    async start(context) {
      const mitmdump = await startMitmdump(context)
      return {
        pid: mitmdump.pid,
        begin: async () => mitmdump.port,
        settle: nothing,
        end: async () => mitmdump.clear(),
        stop: () => mitmdump.stop(),
      }
    },
  },
}

async function simple(module, context) {
  const trusted = join(context.folder, 'upstream-ca.pem')
  await writeFile(trusted, context.ca)
  const environment = { NODE_EXTRA_CA_CERTS: trusted }
  const { pid, ready, stop } = await startProcess(module, context, environment)
  return { pid, begin: async () => ready.port, settle: nothing, end: nothing, stop }
}

async function startHartifact({ ca, folder }) {
  const store = join(folder, 'store')
  await mkdir(store)
  const environment = { HARTIFACT_CA_FOLDER: join(folder, 'ca') }
  const proxy = await startProcess('./proxies/hartifact-proxy.mjs', { ca, store }, environment)
  return {
    pid: proxy.pid,
    async begin(name) {
      const { port } = await proxy.ask('record', { name })
      return port
    },
    settle: () => proxy.ask('settled'),
    async end(sent, size) {
      const { session } = await proxy.ask('stop')
      const report = await account(store, session, sent, size)
      await rm(join(store, 'sessions', session), { recursive: true })
      return report
    },
    stop: proxy.stop,
  }
}

/** Looks for each request of a sample in the session. */
async function account(store, id, sent, size) {
  const opened = await openStore(store)
  const session = await opened.open(id)
  const awaited = new Set(Array.from({ length: sent }, (_, index) => index + 1))
  const report = { entries: 0, missing: 0, foreign: 0, wrong: 0 }
  for await (const { failure, request, response } of session.entries()) {
    report.entries++
    const number = Number(request.url.split('/').at(-1))
    if (!awaited.delete(number)) report.foreign++
    else if (failure || response?.status !== 200 || response.body?.size !== size) report.wrong++
  }
  report.missing = awaited.size
  await opened.close()
  return report
}
