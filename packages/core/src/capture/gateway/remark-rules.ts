import { randomUUID } from 'node:crypto'
import type { Annotation, Entry } from '../../entry/entry.ts'
import { compileFilter } from '../../entry/filter.ts'
import { compileQuery, findTexts } from '../../entry/query/index.ts'
import type { RemarkRule } from './messages.ts'

interface CompiledRule {
  readonly id: string
  readonly test: (entry: Entry) => boolean
  readonly remark: RemarkRule['remark']
}

/** Remarks that entries get by themselves, as they are completed. */
export class RemarkRules {
  readonly #rules: CompiledRule[] = []

  /** @throws HartifactError `INVALID_ARGUMENT` for a filter or query with a mistake */
  add({ remark, when }: RemarkRule): void {
    this.#rules.push({ id: randomUUID(), test: testOf(when), remark })
  }

  /** What the rules say of an entry. A remark has the same id on all entries that it is put on. */
  remarks(entry: Entry): Annotation[] {
    return this.#rules.flatMap(({ id, remark, test }) =>
      test(entry) ? [{ id, at: new Date().toISOString(), ...remark }] : [],
    )
  }
}

function testOf(when: RemarkRule['when']): (entry: Entry) => boolean {
  if (typeof when !== 'string') return compileFilter(when)
  const query = compileQuery(when)
  // Bodies are on their way to the disk, compressed: words are looked for in all the rest.
  return (entry) => query.test(entry) && findTexts(query, entry) !== undefined
}
