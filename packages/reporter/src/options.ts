import { dirname, resolve } from 'node:path'
import type { FullConfig } from '@playwright/test/reporter'

/** Options of the reporter, in the configuration's `reporter`. */
export interface ReporterOptions {
  /** Print nothing but problems of the reporter itself; default `false`. */
  readonly quiet?: boolean
  /**
   * Write a {@link RunSummary} to this file as JSON; relative to the configuration's folder. The
   * environment variable `HARTIFACT_OUTPUT_FILE`, relative to the working folder, goes first.
   */
  readonly outputFile?: string
}

const known = new Set(['quiet', 'outputFile'])

/**
 * Keys that are no options: probably misspelt.
 *
 * @param options - as the configuration has them; Playwright adds its own to those that it hands over
 */
export function unknownOptions(options: unknown): string[] {
  return Object.keys(options ?? {}).filter((key) => !known.has(key))
}

/** Where the summary is to be written, absolute; `undefined` for nowhere. */
export function summaryFile(
  { outputFile }: ReporterOptions,
  config: Pick<FullConfig, 'configFile' | 'rootDir'>,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const fromEnvironment = environment['HARTIFACT_OUTPUT_FILE']
  if (fromEnvironment) return resolve(fromEnvironment)
  if (!outputFile) return undefined
  return resolve(config.configFile ? dirname(config.configFile) : config.rootDir, outputFile)
}
