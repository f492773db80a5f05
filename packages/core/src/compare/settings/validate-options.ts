import { HartifactError } from '../../errors.ts'
import type { ComparisonOptions } from '../comparison-options.ts'
import { type Check, fault, isRecord, recordWith } from './check.ts'
import { optionChecks } from './option-checks.ts'

const isProfile: Check = (value, where) =>
  isRecord(value) ? undefined : fault(where, value, 'Give the profile that was learnt.')

const isOptions = recordWith({ ...optionChecks, profile: isProfile })

/**
 * Checks options that were given in code, with the same checks as a file of rules.
 *
 * @throws HartifactError `INVALID_ARGUMENT` for the first option that cannot be meant
 */
export function validateOptions(options: ComparisonOptions): void {
  const found = isOptions(options, '')
  if (!found) return
  throw new HartifactError('INVALID_ARGUMENT', `Options of the comparison: ${found.what}`, {
    fix: found.fix,
  })
}
