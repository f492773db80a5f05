/** Characters per chunk: far below V8's longest string (2^29 - 24), even when all are escaped. */
const chunkLength = 1024 * 1024

/**
 * What `JSON.stringify(value)` returns, in pieces: a value of any size can be written although the
 * whole may be longer than a string can be.
 *
 * @param value - plain data; fields that are `undefined` are left out
 */
export function* jsonChunks(value: unknown): Generator<string, void, undefined> {
  if (typeof value === 'string' && value.length > chunkLength) {
    yield* longString(value)
  } else if (Array.isArray(value)) {
    yield '['
    for (const [index, item] of value.entries()) {
      if (index > 0) yield ','
      yield* jsonChunks(item)
    }
    yield ']'
  } else if (typeof value === 'object' && value !== null) {
    yield '{'
    let separator = ''
    for (const [key, item] of Object.entries(value)) {
      if (item === undefined) continue
      yield `${separator}${JSON.stringify(key)}:`
      yield* jsonChunks(item)
      separator = ','
    }
    yield '}'
  } else {
    yield JSON.stringify(value) ?? 'null'
  }
}

function* longString(text: string): Generator<string, void, undefined> {
  yield '"'
  for (let start = 0; start < text.length;) {
    let end = start + chunkLength
    // A surrogate pair that is torn apart would be escaped as two halves.
    if (isHighSurrogate(text.charCodeAt(end - 1))) end -= 1
    yield JSON.stringify(text.slice(start, end)).slice(1, -1)
    start = end
  }
  yield '"'
}

function isHighSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdbff
}
