/** Headers of a HAR's request or response, found whatever their case. */

export function headerOf(message, name) {
  return message.headers.find((header) => header.name.toLowerCase() === name)?.value
}

export function headersOf(message, name) {
  return message.headers.filter((header) => header.name.toLowerCase() === name)
}

/** Replaces the first of that name, or adds it at the end. */
export function setHeader(message, name, value) {
  const found = message.headers.find((header) => header.name.toLowerCase() === name)
  if (found) found.value = value
  else message.headers.push({ name, value })
}

/** @returns whether there was one */
export function removeHeader(message, name) {
  const { length } = message.headers
  message.headers = message.headers.filter((header) => header.name.toLowerCase() !== name)
  return message.headers.length < length
}

/** `x-trace-id` as `X-Trace-Id`. */
export function titleCase(name) {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase())
}
