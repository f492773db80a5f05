// Wants to record into every session it is told of, at once with others, and says whether it may. An
// owner stays one until it is told the word `release`.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { isHartifactError, startProxy } from '@hartifact/core'

const proxy = await startProxy({ store: process.argv[2], defaultSession: false })
writeSync(1, 'ready\n')
let recording
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'release') {
    await recording?.stop()
    recording = undefined
    writeSync(1, 'released\n')
    continue
  }
  try {
    recording = await proxy.activate(line)
    writeSync(1, 'owner\n')
  } catch (error) {
    writeSync(1, `${isHartifactError(error) ? error.code : String(error)}\n`)
  }
}
await proxy.stop()
