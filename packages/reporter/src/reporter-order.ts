import { fileURLToPath } from 'node:url'
import type { FullConfig } from '@playwright/test/reporter'

/** Path of the reporter's module, by which the configuration names it. */
export const ownModule: string = fileURLToPath(new URL('playwright.js', import.meta.url))

/** Playwright's own reporters that copy attachments, or look for their files. */
const readers = new Set(['blob', 'html', 'junit'])

/**
 * What is wrong with the order of the reporters, if something is: Playwright calls them one after
 * the other, so those in front of this one see a killed worker's HAR before it is recovered.
 */
export function orderProblem(
  reporters: FullConfig['reporter'],
  own: string = ownModule,
): string | undefined {
  const names = reporters.map(([name]) => name)
  const before = names.slice(0, Math.max(0, names.indexOf(own))).filter((name) => readers.has(name))
  if (before.length === 0) return undefined
  return `list '@hartifact/reporter/playwright' before ${before.join(' and ')} in the configuration's reporters; as it is, they miss the HARs of workers that are killed.`
}
