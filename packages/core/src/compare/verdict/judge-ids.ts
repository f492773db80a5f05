import type { Alignment } from '../align/alignment.ts'
import type { Raised } from './raised.ts'

/** How many are shown. */
const shown = 20

/** Ids that others took the place of, everywhere alike: those that never changed before, and the rest. */
export function judgeIds(aliases: Alignment['aliases'], stable: ReadonlySet<string>): Raised[] {
  const replaced = [...aliases].filter(([id, alias]) => id !== alias)
  const renewed = replaced.filter(([id]) => stable.has(id))
  const usual = replaced.filter(([id]) => !stable.has(id))
  return [
    ...raise(renewed, 'were the same in all sessions of before and are other ones now'),
    ...raise(usual, 'are other ones, everywhere alike').map((raised) => ({
      ...raised,
      severity: 'noise' as const,
      reason: 'each took the place of another one in all requests and responses that name it',
    })),
  ]
}

function raise(ids: ReadonlyArray<readonly [string, string]>, what: string): Raised[] {
  if (ids.length === 0) return []
  const some = ids.slice(0, shown)
  return [
    {
      rule: 'response.ids.renewed',
      endpoint: '',
      path: [],
      before: some.map(([id]) => id),
      after: some.map(([, alias]) => alias),
      beforeEntries: [],
      afterEntries: [],
      message: `${ids.length} ids ${what}.`,
    },
  ]
}
