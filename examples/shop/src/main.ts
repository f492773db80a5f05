#!/usr/bin/env node
import { runCommand } from './run-command.ts'

const { exitCode, text, shop } = await runCommand(process.argv.slice(2))
const output = exitCode === 0 ? process.stdout : process.stderr
output.write(text)
process.exitCode = exitCode

for (const signal of shop === undefined ? [] : (['SIGINT', 'SIGTERM'] as const)) {
  // A signal often comes twice, to the process and to its group: `on`, since a second one that
  // is not listened to would end the process before the shop is closed.
  process.on(signal, () => void shop?.close())
}
