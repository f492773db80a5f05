type Method = (this: unknown, ...parameters: unknown[]) => unknown

/**
 * Puts a function in place of a property, under the same name, and returns the undo. That puts the
 * property back as it was, unless somebody has laid another one over it meanwhile, who then keeps
 * calling ours: it must do nothing by then.
 */
function patch(owner: object, name: string, make: (original: Method) => Method): () => void {
  const own = Object.getOwnPropertyDescriptor(owner, name)
  const original = Reflect.get(owner, name) as Method
  const replacement = make(original)
  for (const key of ['name', 'length'] as const) {
    Object.defineProperty(replacement, key, { value: original[key], configurable: true })
  }
  const attributes = { writable: true, enumerable: true, configurable: true }
  Object.defineProperty(owner, name, { ...attributes, ...own, value: replacement })
  return () => {
    if (Object.getOwnPropertyDescriptor(owner, name)?.value !== replacement) return
    if (own) Object.defineProperty(owner, name, own)
    else Reflect.deleteProperty(owner, name)
  }
}

export type PatchModule = { readonly patch: typeof patch }

module.exports = { patch } satisfies PatchModule
