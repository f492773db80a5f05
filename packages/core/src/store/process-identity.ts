import { readFile, readlink } from 'node:fs/promises'
import { hostname, userInfo } from 'node:os'
import { hasCode } from './storage-fault.ts'

/** What tells a process from all others, also from a later one with the same pid. */
export interface ProcessIdentity {
  readonly pid: number
  /** When it started, in the system's own units; empty where the system does not say. */
  readonly startTime: string
  readonly host: string
  /** Changes at every boot, and differs between containers; empty where the system does not say. */
  readonly bootId: string
}

let own: Promise<ProcessIdentity> | undefined

/** The identity of this process. */
export function ownIdentity(): Promise<ProcessIdentity> {
  own ??= (async () => ({
    pid: process.pid,
    startTime: (await readStat(process.pid))?.startTime ?? '',
    host: hostname(),
    bootId: await readBootId(),
  }))()
  return own
}

let user: string | false | undefined

/** Login name of whoever runs this process; undefined where the system knows none. */
export function loginName(): string | undefined {
  try {
    user ??= userInfo().username
  } catch {
    // A container may run under a user id that has no name.
    user = false
  }
  return user || undefined
}

/** Whether both are on one running system, so that a pid means the same to them. */
export function sharesPids(a: ProcessIdentity, b: ProcessIdentity): boolean {
  return a.host === b.host && a.bootId === b.bootId
}

/** Whether the process still runs; asked on the system that it belongs to. */
export async function isRunning({ pid, startTime }: ProcessIdentity): Promise<boolean> {
  const stat = await readStat(pid)
  if (stat !== undefined) {
    // Z and X: it was killed, and only its parent has not asked for the exit code yet.
    return !['Z', 'X'].includes(stat.state) && (startTime === '' || stat.startTime === startTime)
  }
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !hasCode(error, 'ESRCH')
  }
}

/** From `/proc/<pid>/stat`, proc(5): the state is field 3, the start time is field 22. */
async function readStat(pid: number): Promise<{ state: string; startTime: string } | undefined> {
  const text = await readText(`/proc/${pid}/stat`)
  // Field 2 is the name of the program, which may hold anything, in parentheses.
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  const [state, startTime] = [fields?.[0], fields?.[19]]
  return state === undefined || startTime === undefined ? undefined : { state, startTime }
}

async function readBootId(): Promise<string> {
  const boot = await readText('/proc/sys/kernel/random/boot_id')
  if (boot === undefined) return ''
  const pids = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${boot.trim()} ${pids}`.trim()
}

async function readText(path: string): Promise<string | undefined> {
  return await readFile(path, 'latin1').catch(() => undefined)
}
