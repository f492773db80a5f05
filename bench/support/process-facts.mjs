import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'

/** Whether the system tells about other processes in /proc. */
export const hasProc = process.platform === 'linux'

/** Ticks of the clock in which Linux counts CPU time; 100 on all systems that we know of. */
const ticksPerSecond = hasProc ? readTicks() : 100

/**
 * Seconds of CPU time, user and system, of all threads.
 *
 * @param {number} pid
 * @returns {number | undefined} `undefined` where the system does not tell.
 */
export function cpuSeconds(pid) {
  if (!hasProc) return undefined
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program, in brackets, may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/**
 * Resident memory in MB (10^6 bytes): now, and the most since {@link resetPeak}.
 *
 * @param {number} pid
 * @returns {{ now: number, peak: number } | undefined}
 */
export function memory(pid) {
  if (!hasProc) return undefined
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const read = (name) =>
    (Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024) / 1e6
  return { now: read('VmRSS'), peak: read('VmHWM') }
}

/** Begins a new peak. @param {number} pid */
export function resetPeak(pid) {
  try {
    if (hasProc) writeFileSync(`/proc/${pid}/clear_refs`, '5')
  } catch {
    // Not allowed everywhere: then the peak is that of the whole run so far.
  }
}

/**
 * Open file descriptors, and those of them that are sockets.
 *
 * @param {number} pid
 * @returns {{ files: number, sockets: number } | undefined}
 */
export function descriptors(pid) {
  if (!hasProc) return undefined
  const links = readdirSync(`/proc/${pid}/fd`).map((name) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${name}`)
    } catch {
      // Closed in the meantime.
      return ''
    }
  })
  const open = links.filter(Boolean)
  return { files: open.length, sockets: open.filter((link) => link.startsWith('socket:')).length }
}

function readTicks() {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  } catch {
    return 100
  }
}
