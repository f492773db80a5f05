import { classOf, isTimeClass, isVolatileClass, type ValueClass } from '../values/value-class.ts'
import { maskOf } from '../values/mask.ts'
import { timeForm } from '../values/time-form.ts'
import { rangeMisfit } from './check-number.ts'
import { checkId } from './check-id.ts'
import { hashOf } from './hash-of.ts'
import type { Misfit } from './misfit.ts'
import type { StringDomain } from './shape.ts'
import { factsOf, type StringFacts } from './string-facts.ts'
import { isFirm, misfitOf } from './template.ts'

/** Whether a text that varies is one that its place may have; `undefined` when it is. */
export function checkString(domain: StringDomain, value: string): Misfit | undefined {
  if (domain.values.has(value)) return undefined
  if (domain.learnt?.hashes?.has(hashOf(value))) return undefined
  if (value === '') return { rule: 'format', what: 'it is empty, and never was' }
  const facts = factsOf(domain)
  return checkClass(facts, value) ?? checkForm(domain, facts, value)
}

/** Classes that a random id can have by chance. */
const opaque: ReadonlySet<ValueClass> = new Set([
  'hex',
  'token',
  'integer',
  'word',
  'object-id',
  'decimal',
])

/** Classes whose form is fixed: there is nothing more to learn of it. */
const unique: ReadonlySet<ValueClass> = new Set(['uuid', 'ulid', 'object-id', 'jwt', 'redacted'])

/** Classes that say what a text is for, although they do not vary from run to run. */
const telling: ReadonlySet<ValueClass> = new Set([
  'email',
  'url',
  'integer',
  'decimal',
  'ip',
  'path',
])

function checkClass(facts: StringFacts, value: string): Misfit | undefined {
  const own = classOf(value)
  const names: ValueClass[] = [...facts.classes.keys()].filter((name) => name !== 'empty')
  if (names.includes(own)) {
    const isKnownTime = !isTimeClass(own) || facts.timeForms.has(timeForm(value))
    return isKnownTime ? undefined : { rule: 'format', what: 'the time is written in another form' }
  }
  const isId = names.some((name) => name === 'hex' || name === 'token' || name === 'object-id')
  if (isId && opaque.has(own) && names.every((name) => opaque.has(name))) return undefined
  const [only] = names
  if (names.length !== 1 || only === undefined) return undefined
  if (!isVolatileClass(only) && !isTimeClass(only) && !telling.has(only)) return undefined
  return { rule: 'format', what: `it was always ${withArticle(only)} and is ${withArticle(own)}` }
}

function checkForm(domain: StringDomain, facts: StringFacts, value: string): Misfit | undefined {
  const { classes, template } = facts
  const form = maskOf(value)
  const isKnownForm = facts.forms.has(form) || domain.learnt?.forms.includes(hashOf(form))
  const isTime = [...classes.keys()].every((name) => isTimeClass(name))
  const own = classOf(value)
  if (isTime || (unique.has(own) && classes.has(own))) return undefined
  const names = [...classes.keys()]
  const isNumber = own === 'integer' && names.every((name) => name === 'integer')
  if (isNumber) return checkDigits(domain, value)
  if (areIds(domain, names)) return checkId(domain, value)
  // A number in a text has its range as any other.
  if (isKnownForm && !form.includes('{number}')) return undefined
  if (template && isFirm(template)) return misfitOf(template, value)
  if (isKnownForm) return undefined
  if (isClosed(domain)) return { rule: 'member', what: 'it is none of the words that were seen' }
  return undefined
}

/** Ids of which some look like words or numbers by chance. */
function areIds({ shortest, values }: StringDomain, names: readonly ValueClass[]): boolean {
  if (names.every((name) => isVolatileClass(name) || name === 'integer')) return true
  const isLikely = names.some((name) => name === 'token' || name === 'hex') && shortest >= 6
  return (
    isLikely &&
    names.every((name) => isVolatileClass(name) || opaque.has(name)) &&
    [...values.keys()].every((value) => /^[\w+/=~-]+$/.test(value))
  )
}

/** A number that is written as text has a range as any other. */
function checkDigits({ values }: StringDomain, value: string): Misfit | undefined {
  const numbers = [...values.keys()].map(Number)
  if (numbers.length === 0 || value.length > 15) return undefined
  return rangeMisfit(Math.min(...numbers), Math.max(...numbers), Number(value))
}

/** Few words, nearly all of them seen more than once: a new one is not to be expected (Good-Turing). */
function isClosed({ count, learnt, overflow, values }: StringDomain): boolean {
  const counts = [...values.values(), ...(learnt?.hashes?.values() ?? [])]
  if (overflow || counts.length > 12) return false
  const total = learnt ? counts.reduce((sum, one) => sum + one, 0) : count
  return total >= 4 && counts.filter((one) => one === 1).length / total <= 0.15
}

function withArticle(name: ValueClass): string {
  if (name === 'empty') return name
  return `${/^[aeio]/.test(name) ? 'an' : 'a'} ${name}`
}
