import type { Annotation, BodyRef, Entry } from './entry.ts'
import { list, refuseValue, type Test } from './condition-values.ts'

/** What an entry may have or not, see `EntryFilter.has`. */
export const entryParts = [
  'note',
  'tag',
  'color',
  'attachment',
  'link',
  'body',
  'request.body',
  'response.body',
  'messages',
  'failure',
  'response',
  'step',
] as const

/** One of {@link entryParts}. */
export type EntryPart = (typeof entryParts)[number]

const parts: Readonly<Record<EntryPart, Test>> = {
  note: remarked(({ note }) => note),
  tag: remarked(({ tags }) => tags?.length),
  color: remarked(({ color }) => color),
  attachment: remarked(({ attachment }) => attachment),
  link: remarked(({ links }) => links?.length),
  body: (entry) => hasBytes(entry.request.body) || hasBytes(entry.response?.body),
  'request.body': ({ request }) => hasBytes(request.body),
  'response.body': ({ response }) => hasBytes(response?.body),
  messages: ({ messages }) => messages !== undefined && messages.length > 0,
  failure: ({ failure }) => failure !== undefined,
  response: ({ response }) => response !== undefined,
  step: ({ step }) => step !== undefined,
}

/** Whether an entry has one of these parts. */
export function hasTest(value: unknown): Test {
  const tests = list('has', value).map((part) => {
    if (typeof part === 'string' && Object.hasOwn(parts, part)) return parts[part as EntryPart]
    return refuseValue('has', part, `Give one of ${entryParts.join(', ')}.`)
  })
  return (entry) => tests.some((test) => test(entry))
}

function remarked(read: (remark: Annotation) => unknown): (entry: Entry) => boolean {
  return ({ annotations }) => annotations.some((remark) => Boolean(read(remark)))
}

function hasBytes(body: BodyRef | undefined): boolean {
  return body !== undefined && body.size > 0
}
