import type { Command } from 'commander'

const loaders = new WeakMap<Command, () => Promise<void>>()

/** Says how a command gets its arguments and options when they are needed. */
export function loadLazily(command: Command, load: () => Promise<void>): void {
  let loaded: Promise<void> | undefined
  loaders.set(command, () => (loaded ??= load()))
}

/** Gives a command its arguments and options, once. */
export async function loadCommand(command: Command): Promise<void> {
  await loaders.get(command)?.()
}
