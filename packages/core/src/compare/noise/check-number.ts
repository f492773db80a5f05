import { isEpoch } from '../values/value-class.ts'
import type { Misfit } from './misfit.ts'
import type { NumberDomain } from './shape.ts'

/** Whether a number that varies is one that this place may have; `undefined` when it is. */
export function checkNumber(domain: NumberDomain, value: number): Misfit | undefined {
  if (domain.values.has(value) || (value >= domain.least && value <= domain.most)) {
    return domain.integers === domain.count ? checkInteger(domain, value) : undefined
  }
  const { least, most } = domain
  if (isEpoch(least) && isEpoch(most) && digitsOf(least) === digitsOf(most)) {
    if (isEpoch(value) && digitsOf(value) === digitsOf(most)) return checkInteger(domain, value)
    if (value > 0) {
      return { rule: 'format', what: 'it was always a time since 1970 in the same unit' }
    }
  }
  return rangeMisfit(least, most, value) ?? checkInteger(domain, value)
}

/** Outside of what a few samples allow for: another sign, or another magnitude. */
export function rangeMisfit(least: number, most: number, value: number): Misfit | undefined {
  const range = `it was always from ${least} to ${most}`
  if (least >= 0 && value < 0) return { rule: 'range', what: `${range}, never below zero` }
  if (most <= 0 && value > 0) return { rule: 'range', what: `${range}, never above zero` }
  const slack = Math.max((most - least) * 2, Math.abs(most) * 2, Math.abs(least) * 2, 10)
  if (value > most + slack || value < least - slack) return { rule: 'range', what: range }
  if (least > 0 && value < least / 100) return { rule: 'range', what: range }
  return undefined
}

function checkInteger(domain: NumberDomain, value: number): Misfit | undefined {
  if (domain.count < 3 || domain.integers < domain.count || Number.isInteger(value)) {
    return undefined
  }
  return { rule: 'range', what: 'it was always a whole number' }
}

function digitsOf(value: number): number {
  return Math.trunc(value).toString().length
}
