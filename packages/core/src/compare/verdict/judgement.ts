import type { Difference } from '../diff/difference.ts'
import type { TreePath } from '../path.ts'
import type { RuleId } from '../rules.ts'
import type { Severity } from '../finding.ts'
import type { Tree } from '../tree.ts'
import type { Opinion } from './opinion.ts'
import type { Setting } from './setting.ts'

/** What one difference of one pair of exchanges means. */
export interface Judgement {
  readonly rule: RuleId
  /** From the exchange; empty for all of it. */
  readonly path: TreePath
  readonly before?: Tree
  readonly after?: Tree
  /** One sentence for people. */
  readonly message: string
  /** When it is not the rule's own. */
  readonly severity?: Severity
  /** Why it has another severity than the rule's own. */
  readonly reason?: string
}

/** What a difference at one place means when it is no noise. */
export type Judge = (difference: Difference, opinion: Opinion, setting: Setting) => Judgement[]
