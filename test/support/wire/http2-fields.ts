import type { OutgoingHttpHeaders } from 'node:http2'
import type { Fields } from './plan.ts'

/** As Node's HTTP/2 takes them. Repeats must stand together. */
export function toObject(fields: Fields): OutgoingHttpHeaders {
  // A field may be called `__proto__`.
  const object = Object.create(null) as Record<string, string | string[]>
  for (const [name, value] of fields) {
    const before = object[name]
    object[name] = before === undefined ? value : [...[before].flat(), value]
  }
  return object
}

/** Node's flat list as pairs, without `:status` and the like. */
export function toFields(flat: readonly string[] = []): Fields {
  const pairs: Array<readonly [string, string]> = []
  for (let index = 0; index < flat.length; index += 2) {
    const name = flat[index]!
    if (!name.startsWith(':')) pairs.push([name, flat[index + 1]!])
  }
  return pairs
}
