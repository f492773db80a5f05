/** Header fields as on the wire: order, case and repeats are kept. */
export type HeaderList = ReadonlyArray<readonly [name: string, value: string]>

/** The first value of the field `name` (case-insensitive), or `undefined`. */
export function getHeader(headers: HeaderList, name: string): string | undefined {
  const wanted = name.toLowerCase()
  return headers.find(([candidate]) => candidate.toLowerCase() === wanted)?.[1]
}

/** All values of the field `name` (case-insensitive), in order. */
export function getHeaders(headers: HeaderList, name: string): string[] {
  const wanted = name.toLowerCase()
  return headers
    .filter(([candidate]) => candidate.toLowerCase() === wanted)
    .map(([, value]) => value)
}

/** Node's flat `[name, value, name, value]` as pairs. */
export function pairHeaders(flat: readonly string[]): HeaderList {
  const pairs: Array<readonly [string, string]> = []
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push([flat[index] as string, flat[index + 1] as string])
  }
  return pairs
}

/**
 * The media type of `content-type` in lower case without parameters, or the empty string
 * (RFC 9110 §8.3.1).
 */
export function mediaType(headers: HeaderList): string {
  return (getHeader(headers, 'content-type') ?? '').split(';', 1)[0]!.trim().toLowerCase()
}
