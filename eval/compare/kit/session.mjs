import { readHar } from '@hartifact/core'
import { withoutTags } from './har-entry.mjs'

/**
 * A session as comparison methods get it.
 *
 * @typedef {object} EvalSession
 * @property {any} har Without what only the evaluation knows.
 * @property {import('@hartifact/core').ImportedSession} imported
 * @property {readonly string[]} tags What each entry is; only the evaluation looks at it.
 */

/** @param {any} har @returns {EvalSession} */
export function sessionOf(har) {
  const plain = withoutTags(har)
  let imported
  return {
    har: plain,
    get imported() {
      return (imported ??= readHar(plain))
    },
    tags: har.log.entries.map(({ _eval }) => _eval?.tag ?? ''),
  }
}

/** Positions of the entries with one of the tags. */
export function positionsOf(session, tags) {
  return session.tags.flatMap((tag, position) => (tags.has(tag) ? [position] : []))
}
