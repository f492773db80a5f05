import { createInterface } from 'node:readline'
import { printable } from './printable.ts'

/** Where a question is asked and answered. */
export interface Dialogue {
  readonly input: NodeJS.ReadableStream & { readonly isTTY?: boolean }
  readonly output: NodeJS.WritableStream & { readonly isTTY?: boolean }
}

/** Whether somebody is there to answer. */
export function canAsk({ input, output }: Dialogue): boolean {
  return input.isTTY === true && output.isTTY === true
}

/** Asks until Enter; only `y` and `yes` mean yes. The end of the input and Ctrl-C mean no. */
export async function confirm(question: string, { input, output }: Dialogue): Promise<boolean> {
  const lines = createInterface({ input, output })
  return new Promise((resolve) => {
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => resolve(false))
    lines.question(`${printable(question)} [y/N] `, (answer) => {
      resolve(/^\s*y(es)?\s*$/i.test(answer))
      lines.close()
    })
  })
}
