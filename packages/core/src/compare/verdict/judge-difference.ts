import type { Difference } from '../diff/difference.ts'
import { judgeBody } from './judge-body.ts'
import { judgeCookie } from './judge-cookie.ts'
import { judgeHeader } from './judge-header.ts'
import type { Judge, Judgement } from './judgement.ts'
import { judgeRequest } from './judge-request.ts'
import { nameOf } from '../path.ts'
import { opinionOn } from './opinion.ts'
import type { Setting } from './setting.ts'

/** By the part of the exchange that a path begins with. */
const judges: ReadonlyArray<readonly [part: string, judge: Judge]> = [
  ['request.', judgeRequest],
  ['response.headers', judgeHeader],
  ['response.cookies', judgeCookie],
  ['response.body', judgeBody],
  ['messages', judgeBody],
]

/** What a difference means: findings of one or more rules, or noise with its reason. */
export function judgeDifference(difference: Difference, setting: Setting): Judgement[] {
  const opinion = opinionOn(difference, setting)
  const part = difference.path.slice(0, 2).map(nameOf).join('.')
  const judge = judges.find(([start]) => part.startsWith(start))?.[1] ?? judgeBody
  const judgements = judge(difference, opinion, setting)
  if (opinion.noise === undefined) return judgements
  return judgements.map((judgement) => ({
    ...judgement,
    severity: 'noise',
    reason: opinion.noise as string,
  }))
}
