/** Playwright's launch options that start the Chromium of this machine. */
export interface ChromiumLaunchOptions {
  /** Absent when no Chromium was found: then Playwright says how to get one. */
  executablePath?: string
  /** `--no-sandbox` when run as root, else empty. */
  args: string[]
}

/**
 * The path of a Chromium that can be started, or `undefined`. In this order: the environment
 * variables `HARTIFACT_CHROMIUM` and `CHROMIUM_PATH`, the one that Playwright downloaded, the
 * system's own. Installs nothing; remembers what it found.
 */
export function findChromium(): string | undefined

/**
 * Launch options for `playwright.config.ts` or `chromium.launch()`.
 *
 * @example
 * ```ts
 * export default defineConfig({ use: { launchOptions: chromiumLaunchOptions() } })
 * ```
 */
export function chromiumLaunchOptions(): ChromiumLaunchOptions

/**
 * Like {@link findChromium}, but installs one when there is none: through Playwright, else through
 * the package manager when run as root on Debian or Ubuntu. Rejects with what to do when that fails.
 */
export function ensureChromium(): Promise<string>
