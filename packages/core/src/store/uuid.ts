import { randomFillSync } from 'node:crypto'

const random = new Uint8Array(10)
// A test may put fake timers in place of the clock later.
const clock = Date.now
let lastMs = 0
let counter = 0

/**
 * A UUID of version 7 (RFC 9562 §5.7): its first 48 bits are the time in ms, so ids sort by the
 * time at which they were made. Within a process each is greater than the one before, also when
 * the clock is put back: the 12 bits after the time are a counter (RFC 9562 §6.2, method 1).
 */
export function uuid(): string {
  randomFillSync(random)
  const now = clock()
  if (now > lastMs) {
    lastMs = now
    // The top bit stays free, so that there is room to count.
    counter = ((random[8]! << 8) | random[9]!) & 0x7ff
  } else if (++counter > 0xfff) {
    lastMs++
    counter = 0
  }
  random[0] = (random[0]! & 0x3f) | 0x80
  const time = lastMs.toString(16).padStart(12, '0')
  const tail = Buffer.from(random.subarray(0, 8)).toString('hex')
  const count = counter.toString(16).padStart(3, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${tail.slice(0, 4)}-${tail.slice(4)}`
}

/** Whether `text` is a UUID of version 7 in lower case, as {@link uuid} makes them. */
export function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text)
}
