/**
 * The name of the file that a session's HAR gets beside its test: letters and digits of any script
 * in lower case, hyphens between them, at most 60 characters before `.har`. It is a mere name, never
 * a path, and two sessions may get the same one.
 *
 * @example
 * ```ts
 * import { harFileName } from '@hartifact/core'
 *
 * harFileName('shop › logs in') // 'shop-logs-in.har'
 * ```
 */
export function harFileName(sessionName: string): string {
  const words =
    sessionName
      .normalize('NFC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
  const stem = Array.from(words.join('-')).slice(0, 60).join('').replace(/-$/, '')
  return `${stem || 'session'}.har`
}
