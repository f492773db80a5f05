import { cpus, release, totalmem, type } from 'node:os'

/** The machine in one line, to be printed beside every number. */
export function describeMachine() {
  const cores = cpus()
  const memory = Math.round(totalmem() / 2 ** 30)
  return `${cores.length} x ${cores[0]?.model.trim()}, ${memory} GiB, ${type()} ${release()}, Node ${process.version}`
}
