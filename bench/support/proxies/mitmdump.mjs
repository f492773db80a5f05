import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { truncateSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** Version of the mitmdump on the path; `undefined` where there is none. */
export function mitmdumpVersion() {
  const { stdout } = spawnSync('mitmdump', ['--version'], { encoding: 'utf8' })
  return /Mitmproxy: *(\S+)/.exec(stdout ?? '')?.[1]
}

/**
 * `mitmdump -w`: writes each flow to a file.
 *
 * @param {{ ca: string, folder: string }} options
 */
export async function startMitmdump({ ca, folder }) {
  const trusted = join(folder, 'upstream-ca.pem')
  const flows = join(folder, 'flows.mitm')
  writeFileSync(trusted, ca)
  const port = await freePort()
  const child = spawn(
    'mitmdump',
    [
      '--quiet',
      '--listen-host=127.0.0.1',
      `--listen-port=${port}`,
      `--save-stream-file=${flows}`,
      `--set=confdir=${join(folder, 'mitmproxy')}`,
      `--set=ssl_verify_upstream_trusted_ca=${trusted}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  let ended = false
  const exited = once(child, 'exit').then(() => (ended = true))
  // It says nothing when it is ready.
  while (!(await accepts(port))) {
    if (ended) throw new Error('mitmdump ended before it was ready')
    await sleep(50)
  }
  return {
    pid: child.pid,
    port,
    /** Its file is not read, and would fill the disk. */
    clear: () => truncateSync(flows),
    async stop() {
      child.kill()
      await exited
    },
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address()
  server.close()
  await once(server, 'close')
  return port
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
    socket.on('connect', () => socket.destroy())
  })
}
