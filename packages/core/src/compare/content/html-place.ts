import type { DefaultTreeAdapterTypes } from 'parse5'

type HtmlElement = DefaultTreeAdapterTypes.Element

/** By tag: the attributes of which the first one present says which element it is. */
const namingAttributes: Readonly<Record<string, readonly string[]>> = {
  meta: ['name', 'property', 'http-equiv', 'itemprop'],
  link: ['rel'],
  input: ['name'],
  select: ['name'],
  textarea: ['name'],
  button: ['name'],
  script: ['type'],
}

/**
 * The step of an element in a place: its tag, for instance `li`; for fields and metadata also their
 * name, `input[name=email]`; for cells of tables their column, `td:2`. Ids and classes are no part of
 * it: many are made anew for every page.
 *
 * @param column - 1-based position among the cells of the row
 */
export function placeStep({ tagName, attrs }: HtmlElement, column: number): string {
  if (tagName === 'td' || tagName === 'th') return `${tagName}:${column}`
  const names = Object.hasOwn(namingAttributes, tagName) ? namingAttributes[tagName]! : []
  for (const name of names) {
    const value = attrs.find((attribute) => attribute.name === name)?.value
    if (value !== undefined && /^[\w.:/ -]{1,60}$/.test(value))
      return `${tagName}[${name}=${value}]`
  }
  return tagName
}
