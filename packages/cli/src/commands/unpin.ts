import type { Command } from 'commander'
import { addExamples } from '../help.ts'
import { pinning } from './pin.ts'

/** `hartifact unpin` */
export function configure(command: Command): void {
  command
    .description('Lets "hartifact prune" remove sessions again when they are old.')
    .argument('<sessions...>', 'their names or ids')
    .action(pinning(false))
  addExamples(command, ['unpin "Before release 2.5"', 'it is not needed any more'])
}
