/** Which item of a list a path goes through. */
export interface ItemStep {
  /** Position in the list of before, or of after for an item that is new; -1 when unknown. */
  readonly index: number
  /** What identifies the item in its list, for instance `id=17`; absent when it is its position. */
  readonly key?: string
}

/** From the root of a tree to a value: names of members and items of lists. */
export type TreePath = ReadonlyArray<string | ItemStep>

/** `items[].price`: the same for all items of a list, as findings and profiles say it. */
export function patternOf(path: TreePath): string {
  return path.reduce<string>(
    (text, step) => (typeof step === 'string' ? text + nameStep(step, text) : `${text}[]`),
    '',
  )
}

/** `items[id=17].price`, or `items[3].price`: one particular value, as it is shown to people. */
export function placeOf(path: TreePath): string {
  return path.reduce<string>(
    (text, step) =>
      typeof step === 'string' ? text + nameStep(step, text) : `${text}[${step.key ?? step.index}]`,
    '',
  )
}

/** Names that would read as something else are quoted as in JavaScript. */
function nameStep(name: string, before: string): string {
  if (/^[\w$@#:*-]+$/u.test(name)) return before === '' ? name : `.${name}`
  return `[${JSON.stringify(name)}]`
}

/** The name of a step; empty for an item of a list. */
export function nameOf(step: TreePath[number] | undefined): string {
  return typeof step === 'string' ? step : ''
}
