import type { Entry } from './entry.ts'
import { list, refuseValue, text, type Test } from './condition-values.ts'
import type { HeaderList } from './headers.ts'
import { compileWildcard } from './wildcard.ts'

/** Name and, if asked for, value of a field; `x-*`, `content-type=json`, `vary: *`. */
export function splitHeader(wanted: string): readonly [name: string, value: string | undefined] {
  const [, name = '', value] = /^([^=:]*)(?:[=:](.*))?$/s.exec(wanted) ?? []
  return [name.trim(), value?.trim() || undefined]
}

/** A field of request or response with one of these names and values. */
export function headerTest(value: unknown): Test {
  const tests = list('header', value).map((one) => {
    const [name, content] = splitHeader(text('header', one))
    if (name === '') refuseValue('header', one, "Give 'x-cache' or 'content-type=json'.")
    const isName = compileWildcard(name)
    const isContent = content === undefined ? () => true : compileWildcard(content, { part: true })
    return ([found, foundContent]: HeaderList[number]): boolean =>
      isName(found) && isContent(foundContent)
  })
  return (entry) => fieldsOf(entry).some((field) => tests.some((test) => test(field)))
}

function fieldsOf({ request, response }: Entry): HeaderList {
  return [request, response].flatMap((message) => [
    ...(message?.headers ?? []),
    ...(message?.trailers ?? []),
  ])
}
