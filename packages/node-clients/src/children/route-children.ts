import { createRequire } from 'node:module'
import { basename } from 'node:path'
import type { Authority } from '@hartifact/core'
import { childEnvironment } from './child-environment.ts'
import { type Child, isRoutedAlready, reasonToExempt } from './exempt-child.ts'
import type { InstallChildrenModule } from './install-children.cts'

const require = createRequire(import.meta.url)

const blocked = 'this thread, in which the proxy runs, waits for it'

/** A session, as far as child processes need it. */
export interface ChildTarget {
  readonly taggedProxyUrl: string
  /** Whether its proxy runs in this thread, so that it answers no child that this thread waits for. */
  readonly inThisThread?: boolean
  reportBypass(client: string, reason: string): Promise<void>
}

/** Where the traffic of child processes is to go, and who is trusted there. */
export interface ChildRoutes {
  /** The session of the code that starts a process, asked in its async context. */
  readonly targetOf: () => ChildTarget | undefined
  readonly authority: Authority
  /** Hosts that are reached without the proxy. */
  readonly bypass?: readonly string[]
}

/**
 * Routes the HTTP clients of child processes into the session of the code that starts them. Nothing
 * of it makes a process fail to start: what cannot be done is a warning of the process.
 *
 * @returns what undoes it
 */
export function routeChildren({ authority, bypass = [], targetOf }: ChildRoutes): () => void {
  const { installChildren } = require('./install-children.cjs') as InstallChildrenModule
  let isWarned = false
  return installChildren((child) => {
    try {
      return environmentOf(child)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!isWarned) process.emitWarning(`Hartifact captures no child process: ${reason}`)
      isWarned = true
      return undefined
    }
  })

  function environmentOf(child: Child): NodeJS.ProcessEnv | undefined {
    const target = targetOf()
    if (!target || isRoutedAlready(child, process.env)) return undefined
    const isBlocked = child.isAwaited && target.inThisThread
    const reason = isBlocked ? blocked : reasonToExempt(child, process.env)
    if (reason) {
      target.reportBypass(`child process ${basename(child.program)}`, reason).catch(() => {})
      return undefined
    }
    const { environment, folder: workingFolder } = child
    const place = workingFolder === undefined ? {} : { workingFolder }
    return childEnvironment({ target, authority, bypass, environment, ...place })
  }
}
