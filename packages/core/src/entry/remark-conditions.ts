import { type Annotation, annotationColors } from './entry.ts'
import { list, refuseValue, text, type Test } from './condition-values.ts'
import { compileWildcard } from './wildcard.ts'

/** A remark with one of these tags. */
export const tagTest = (value: unknown): Test =>
  remarkTest(value, 'tag', { texts: ({ tags }) => tags })

/** A remark by one of these authors. */
export const authorTest = (value: unknown): Test =>
  remarkTest(value, 'author', { texts: ({ author }) => author })

/** A remark whose note holds one of these texts. */
export const noteTest = (value: unknown): Test =>
  remarkTest(value, 'note', { texts: ({ note }) => note, part: true })

/** A remark that refers to one of these: `jira:ABC-7` is also found as `ABC-7`. */
export const linkTest = (value: unknown): Test =>
  remarkTest(value, 'link', {
    texts: ({ links }) => links?.flatMap((link) => [link, link.replace(/^[a-z][\w+.-]*:/i, '')]),
  })

/** A remark in one of these colours. */
export function colorTest(value: unknown): Test {
  for (const color of list('color', value)) {
    const known: readonly string[] = annotationColors
    if (!known.includes(text('color', color).toLowerCase())) {
      refuseValue('color', color, `Give one of ${known.join(', ')}.`)
    }
  }
  return remarkTest(value, 'color', { texts: ({ color }) => color })
}

interface RemarkTexts {
  readonly texts: (remark: Annotation) => string | readonly string[] | undefined
  readonly part?: boolean
}

function remarkTest(value: unknown, key: string, { part = false, texts }: RemarkTexts): Test {
  const tests = list(key, value).map((one) => compileWildcard(text(key, one), { part }))
  return ({ annotations }) =>
    annotations.some((remark) =>
      [texts(remark) ?? []].flat().some((found) => tests.some((test) => test(found))),
    )
}
