import { classOf } from './value-class.ts'

/** How a time is written, whatever time it is: equal for times in the same format. */
export function timeForm(value: string): string {
  const name = classOf(value)
  if (name === 'date-time') {
    const zone = /(Z|UTC|[+-]\d\d:?\d\d)$/i.exec(value)?.[0]
    const separator = value.charAt(10)
    // Some libraries leave out seconds' fractions that are zero: they are no sign of a format.
    const seconds = /\d\d:\d\d:\d\d/.test(value) ? 's' : 'm'
    const zoneForm = zone === undefined ? 'none' : /^[+-]/.test(zone) ? 'offset' : 'utc'
    return `date-time ${separator === 'T' ? 'T' : 'space'} ${seconds} ${zoneForm}`
  }
  if (name === 'relative-time') return name
  return `${name} ${value
    .replace(/\d+/g, '0')
    .replace(/[A-Za-z]{3,}/g, (word) => (word.length > 3 ? 'word' : 'abc'))}`
}
