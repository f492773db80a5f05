import { diffy } from './diffy.mjs'
import { exact } from './exact.mjs'
import { harDiff } from './har-diff.mjs'
import { hartifact } from './hartifact.mjs'
import { ignoreList } from './ignore-list.mjs'

/**
 * @typedef {object} Method
 * @property {string} name
 * @property {boolean} isGraded Whether its findings have severities.
 * @property {boolean} learns Whether it looks at more samples of before than one.
 * @property {() => boolean} [isThere]
 * @property {(sessions: {
 *   before: import('../kit/session.mjs').EvalSession,
 *   after: import('../kit/session.mjs').EvalSession,
 *   baselines: readonly import('../kit/session.mjs').EvalSession[],
 *   hostMap?: Readonly<Record<string, string>>,
 *   options?: object,
 * }) => any[] | Promise<any[]>} compare
 */

/** @type {readonly Method[]} */
export const methods = [exact, harDiff, ignoreList, diffy, hartifact]
