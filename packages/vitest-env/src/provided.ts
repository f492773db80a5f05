import type { AdapterOptions, ResolvedAdapterOptions } from '@hartifact/node-clients/test-runner'

/** What the global setup hands over to the workers. */
export interface ProvidedRun {
  readonly options: ResolvedAdapterOptions
  /** Absolute; of the whole run, whatever its projects are. */
  readonly rootDir: string
  /** Of the gateway of this run; absent when nothing is captured. A secret. */
  readonly endpoint?: string
}

/** Under which name Vitest provides {@link ProvidedRun}. */
export const providedRun = '@hartifact/vitest-env'

declare module 'vitest' {
  interface ProvidedContext {
    /** Options of `@hartifact/vitest-env`, where its plugin is not used. */
    hartifact?: AdapterOptions
    /** Written by the global setup of `@hartifact/vitest-env`. */
    '@hartifact/vitest-env'?: ProvidedRun
  }
}
