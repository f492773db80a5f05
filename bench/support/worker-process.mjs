import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/**
 * A Node process that does one job, so that the machine shows what that job costs.
 *
 * @typedef {object} WorkerProcess
 * @property {number} pid
 * @property {any} ready What it said when it was ready.
 * @property {(method: string, parameters?: object) => Promise<any>} ask
 * @property {() => Promise<void>} stop
 */

/**
 * Starts a module that calls {@link serveParent}.
 *
 * @param {string} module Name of a file beside this one, or a `file:` URL.
 * @param {object} options Given to the module.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<WorkerProcess>}
 */
export async function startProcess(module, options, env = {}) {
  const child = fork(fileURLToPath(new URL(module, import.meta.url)), [JSON.stringify(options)], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // What this process was started with, a profiler for instance, is not meant for them.
    execArgv: [],
  })
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  const waiting = new Map()
  let calls = 0
  let stopping = false
  const exited = new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      resolve(undefined)
      const error = new Error(`${module} ended by itself (${signal ?? `exit code ${code}`})`)
      for (const { reject } of waiting.values()) reject(error)
      waiting.clear()
    })
  })
  const reply = (id) => new Promise((resolve, reject) => waiting.set(id, { resolve, reject }))
  child.on('message', (/** @type {any} */ { error, id, value }) => {
    const call = waiting.get(id)
    waiting.delete(id)
    if (error) call?.reject(new Error(`${module}: ${error}`))
    else call?.resolve(value)
  })
  const ready = await reply(0)
  return {
    pid: child.pid,
    ready,
    ask(method, parameters = {}) {
      calls++
      if (stopping || !child.connected) {
        return Promise.reject(new Error(`${module} has ended; ${method} cannot be asked`))
      }
      const answer = reply(calls)
      child.send({ id: calls, method, parameters })
      return answer
    },
    async stop() {
      stopping = true
      if (child.connected) child.disconnect()
      await exited
    },
  }
}

/** The options that {@link startProcess} gave to this process. */
export const processOptions = () => JSON.parse(process.argv[2] ?? '{}')

/**
 * Answers the parent. The process ends when the parent does, or lets go.
 *
 * @param {any} ready Tells the parent that it can begin.
 * @param {Record<string, (parameters: any) => any>} methods
 * @param {() => unknown} [close] Called before the end.
 */
export function serveParent(ready, methods, close) {
  const answer = async (/** @type {any} */ { id, method, parameters }) => {
    const reply = await Promise.resolve(parameters)
      .then((given) => methods[method](given))
      .then(
        (value) => ({ id, value }),
        (error) => ({ id, error: error?.stack ?? String(error) }),
      )
    // The parent may have gone in the meantime.
    if (process.connected) process.send?.(reply)
  }
  process.on('message', (message) => void answer(message))
  process.once('disconnect', () => {
    const end = () => process.exit()
    Promise.resolve(close?.()).then(end, end)
  })
  // The terminal's Ctrl+C reaches the whole group; the parent decides what ends when.
  process.on('SIGINT', () => {})
  process.send?.({ id: 0, value: ready })
}

/** Keeps what the program under test has to say off the terminal. */
export function silenceConsole() {
  for (const name of ['debug', 'error', 'info', 'log', 'warn']) console[name] = () => {}
}
