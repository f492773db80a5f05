/** What this module exports, which Node's `require` has no types for. */
export interface ImportModule {
  readonly importModule: (url: string) => Promise<unknown>
}

/** Node's own `import()`, of a module that Node itself has loaded. */
function importModule(url: string): Promise<unknown> {
  return import(url)
}

module.exports = { importModule } satisfies ImportModule
