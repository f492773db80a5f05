import { fileURLToPath } from 'node:url'

const preload = fileURLToPath(new URL('../preload/node.cjs', import.meta.url))

/**
 * `NODE_OPTIONS` with our preload before those of the user. It is `--require` and not `--import`,
 * which Node knows only since 18.18, and which makes it load the ESM loader for every script.
 */
export function nodeOptions(existing: string | undefined, path: string = preload): string {
  const ours = `--require ${quoted(path)}`
  if (!existing) return ours
  // Of a recorded command that records.
  return existing.includes(ours) ? existing : `${ours} ${existing}`
}

/** Node splits at spaces; a backslash escapes in quotes only. */
function quoted(path: string): string {
  return /[\s"]/.test(path) ? `"${path.replaceAll(/[\\"]/g, '\\$&')}"` : path
}
