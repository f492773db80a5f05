/** The result of one test, as far as jest-junit hands it over with what our reporter has added. */
interface TestCase {
  readonly attachments?: readonly { readonly path?: string }[]
}

/**
 * For `testCasePropertiesFile` of jest-junit: each test gets `<property name="har" value="…"/>` with
 * the absolute path of its HAR. A test that was retried has one for each attempt: `har`, `har 2`, ….
 * The reporter of `@hartifact/reporter/jest` must stand before jest-junit in `reporters`.
 */
function harProperties({ attachments = [] }: TestCase): Record<string, string> {
  const hars = attachments.flatMap(({ path }) => (path?.endsWith('.har') ? [path] : []))
  return Object.fromEntries(
    hars.map((path, index) => [index === 0 ? 'har' : `har ${index + 1}`, path]),
  )
}

export type HarProperties = typeof harProperties

module.exports = harProperties satisfies HarProperties
