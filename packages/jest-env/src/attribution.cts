import type { Circus } from '@jest/types'
import type { TestScope } from '@hartifact/node-clients/test-runner' with {
  'resolution-mode': 'import',
}

/** Tells to which scope the functions of a test file belong. */
export interface Scopes {
  /** A promise where Jest starts a test before it announces it: 29 does, with `test.concurrent`. */
  ofTest(test: Circus.TestEntry): TestScope | Promise<TestScope>
  /** @param context - what the hook gets as `this` */
  ofHook(hook: Circus.Hook, context: unknown): TestScope
  run<T>(scope: TestScope, work: () => T): T
}

type Callable = (this: unknown, ...parameters: unknown[]) => unknown
type ScopeOf = (context: unknown) => TestScope | Promise<TestScope>

/**
 * Makes all tests and hooks of a file run in their scopes. An asynchronous context that is entered in
 * an event of Jest does not reach them, so the functions themselves are replaced.
 */
export function attribute(block: Circus.DescribeBlock, scopes: Scopes): void {
  for (const hook of block.hooks) {
    hook.fn = wrap(hook.fn, scopes, (context) => scopes.ofHook(hook, context)) as typeof hook.fn
  }
  for (const child of block.children) {
    if (child.type === 'describeBlock') attribute(child, scopes)
    else if (child.fn)
      child.fn = wrap(child.fn, scopes, () => scopes.ofTest(child)) as typeof child.fn
  }
}

/** Jest looks at the number of parameters, and at whether it is a generator, to know when it ends. */
function wrap(given: unknown, scopes: Scopes, scopeOf: ScopeOf): unknown {
  // Jest itself complains of what is no function.
  if (typeof given !== 'function') return given
  const original = given as Callable
  if (original.length > 0) {
    return function (this: unknown, done: unknown) {
      return inScope(scopeOf(this), scopes, () => original.call(this, done))
    }
  }
  if (Object.prototype.toString.call(original) === '[object GeneratorFunction]') {
    return function* (this: unknown): Generator<unknown, unknown, unknown> {
      const scope = scopeOf(this)
      const steps = inScope(scope, scopes, () => original.call(this)) as Generator
      return yield* stepping(steps, (step) => inScope(scope, scopes, step))
    }
  }
  return function (this: unknown) {
    return inScope(scopeOf(this), scopes, () => original.call(this))
  }
}

function inScope<T>(scope: TestScope | Promise<TestScope>, scopes: Scopes, work: () => T): T {
  if (!('then' in scope)) return scopes.run(scope, work)
  // Only a concurrent test of Jest 29, whose result is awaited in any case.
  return scope.then((begun) => scopes.run(begun, work)) as T
}

/** A generator runs where its next step is asked for, not where it was made. */
function* stepping(
  steps: Generator,
  within: (step: () => IteratorResult<unknown>) => IteratorResult<unknown>,
): Generator<unknown, unknown, unknown> {
  let result = within(() => steps.next())
  while (!result.done) {
    let input: unknown
    try {
      input = yield result.value
    } catch (error) {
      result = within(() => steps.throw(error))
      continue
    }
    result = within(() => steps.next(input))
  }
  return result.value
}
