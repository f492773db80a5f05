import { classOf, isTimeClass, type ValueClass } from '../values/value-class.ts'
import { maskOf } from '../values/mask.ts'
import { timeForm } from '../values/time-form.ts'
import type { StringDomain } from './shape.ts'
import { learnTemplate, type Slot } from './template.ts'

/** What is worked out of the texts of a place when one has to be checked. */
export interface StringFacts {
  readonly classes: ReadonlyMap<ValueClass, number>
  readonly timeForms: ReadonlySet<string>
  /** Texts with everything that varies masked. */
  readonly forms: ReadonlySet<string>
  readonly template: readonly Slot[] | undefined
}

const known = new WeakMap<StringDomain, { readonly count: number; readonly facts: StringFacts }>()

/** Once for all checks of a place. */
export function factsOf(domain: StringDomain): StringFacts {
  const cached = known.get(domain)
  if (cached?.count === domain.count) return cached.facts
  const facts = workOut(domain)
  known.set(domain, { count: domain.count, facts })
  return facts
}

function workOut(domain: StringDomain): StringFacts {
  const classes = new Map<ValueClass, number>()
  const timeForms = new Set<string>()
  for (const [name, count] of Object.entries(domain.learnt?.classes ?? {})) {
    classes.set(name as ValueClass, count)
  }
  for (const form of domain.learnt?.timeForms ?? []) timeForms.add(form)
  for (const [value, count] of domain.values) {
    const name = classOf(value)
    classes.set(name, (classes.get(name) ?? 0) + count)
    if (isTimeClass(name)) timeForms.add(timeForm(value))
  }
  return {
    classes,
    timeForms,
    forms: new Set([...domain.values.keys()].map((value) => maskOf(value))),
    template: domain.values.size > 1 ? learnTemplate(domain.values.keys()) : undefined,
  }
}
