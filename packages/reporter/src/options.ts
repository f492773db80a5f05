import { dirname, resolve } from 'node:path'

/** Options of every reporter, in the runner's configuration. */
export interface ReporterOptions {
  /** Print nothing but problems of the reporter itself; default `false`. */
  readonly quiet?: boolean
  /**
   * Write a {@link RunSummary} to this file as JSON; relative to the configuration's folder. The
   * environment variable `HARTIFACT_OUTPUT_FILE`, relative to the working folder, goes first.
   */
  readonly outputFile?: string
}

/** What relative paths in the options are relative to: the configuration's folder, if it is a file. */
export interface ConfigurationPlace {
  readonly configFile?: string
  readonly rootDir: string
}

const common = ['quiet', 'outputFile']

/**
 * Keys that are no options: probably misspelt.
 *
 * @param options - as the configuration has them
 * @param more - keys of this reporter beside those of {@link ReporterOptions}
 */
export function unknownOptions(options: unknown, more: readonly string[] = []): string[] {
  return Object.keys(options ?? {}).filter((key) => !common.includes(key) && !more.includes(key))
}

/** Where the summary is to be written, absolute; `undefined` when nothing says so. */
export function summaryFile(
  { outputFile }: ReporterOptions,
  { configFile, rootDir }: ConfigurationPlace,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const fromEnvironment = environment['HARTIFACT_OUTPUT_FILE']
  if (fromEnvironment) return resolve(fromEnvironment)
  if (!outputFile) return undefined
  return resolve(configFile ? dirname(configFile) : rootDir, outputFile)
}
