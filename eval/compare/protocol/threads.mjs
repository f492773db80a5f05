import { fileURLToPath } from 'node:url'
import { isMainThread, parentPort, Worker } from 'node:worker_threads'
import { holdOutApps, tuningApps } from '../apps/index.mjs'
import { methods } from '../methods/index.mjs'
import { evaluate } from './evaluate.mjs'

/**
 * {@link evaluate} for applications and methods by name, one seed of one application after the other
 * in each of some threads.
 */
export async function evaluateInThreads({ apps, progress, seeds, threads, ...settings }) {
  const tasks = apps.flatMap((app) => seeds.map((seed) => ({ ...settings, app, seed })))
  const results = []
  let [next, done] = [0, 0]
  const lane = async (worker) => {
    while (next < tasks.length) {
      const number = next++
      results[number] = await inThread(worker, tasks[number])
      progress(`${++done} of ${tasks.length} tests`)
    }
    await worker.terminate()
  }
  const count = Math.min(threads, tasks.length)
  await Promise.all(
    Array.from({ length: count }, () => lane(new Worker(fileURLToPath(import.meta.url)))),
  )
  return {
    cleanRuns: results.flatMap(({ cleanRuns }) => cleanRuns),
    faultRuns: results.flatMap(({ faultRuns }) => faultRuns),
  }
}

function inThread(worker, task) {
  return new Promise((done, failed) => {
    worker.once('message', (result) => {
      worker.off('error', failed)
      done(result)
    })
    worker.once('error', failed)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    worker.postMessage(task)
  })
}

if (!isMainThread) {
  const work = async ({ app, methods: names, seed, ...settings }) => {
    const result = await evaluate({
      ...settings,
      apps: [...tuningApps, ...holdOutApps].filter(({ name }) => name === app),
      methods: methods.filter(({ name }) => names.includes(name)),
      seeds: [seed],
    })
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(result)
  }
  parentPort?.on('message', (task) => void work(task))
}
