/** A part of a path: a member by name, or an item of a list. */
interface Step {
  readonly text: string
  readonly kind: 'name' | 'item' | 'any'
}

/** Whether the place `steps` is the one that is `wanted`, or is below it. */
export function isAtOrBelow(steps: readonly Step[], wanted: readonly Step[]): boolean {
  return (
    steps.length >= wanted.length &&
    wanted.every((step, index) => matches(step, steps[index] as Step))
  )
}

function matches(wanted: Step, step: Step): boolean {
  if (wanted.kind === 'any') return true
  if (wanted.kind === 'item' && wanted.text === '') return step.kind === 'item'
  // A member that is called `*` is shown as a star, and is meant when it is quoted.
  return wanted.text === step.text && (wanted.kind === 'item') === (step.kind === 'item')
}

/**
 * `items[].x` as `items`, `[]`, `x`. Names that would read as something else are quoted,
 * `["a.b"]`; what is no path at all is taken as it is, so that each path matches itself.
 */
export function stepsOf(path: string): readonly Step[] {
  const part = /\.?([^.[\]]+)|\[("(?:[^"\\]|\\.)*")\]|\[([^[\]]*)\]|([^])/gy
  const steps = Array.from(path.matchAll(part), ([all, name, quoted, item]): Step => {
    if (name !== undefined) return { kind: name === '*' ? 'any' : 'name', text: name }
    if (quoted !== undefined) return { kind: 'name', text: unquoted(quoted) }
    if (item === '*') return { kind: 'item', text: '' }
    return item === undefined ? { kind: 'name', text: all } : { kind: 'item', text: item }
  })
  return withHeaderNames(steps)
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text))
  } catch {
    return text
  }
}

/** Names of fields do not care about case, see RFC 9110, 5.1. */
function withHeaderNames(steps: readonly Step[]): readonly Step[] {
  const isHeader = /^(headers|trailers)$/.test(steps[1]?.text ?? '')
  return isHeader
    ? steps.map((step, index) => (index === 2 ? { ...step, text: step.text.toLowerCase() } : step))
    : steps
}
