import { createHash } from 'node:crypto'
import { isTreeObject, type Tree } from '../tree.ts'

/** Lower-case hex SHA-256; a text as UTF-8. */
export function hashOf(data: Uint8Array | string): string {
  return createHash('sha256').update(data).digest('hex')
}

/** The tree of bytes that have no parts. */
export function digestOf(bytes: Uint8Array): Tree {
  return { size: bytes.length, sha256: hashOf(bytes) }
}

/** SHA-256 of a tree, however deep it is; equal for equal members in another order. */
export function hashOfTree(tree: Tree): string {
  const hash = createHash('sha256')
  const open: Tree[] = [tree]
  while (open.length > 0) {
    const value = open.pop() as Tree
    if (Array.isArray(value)) {
      hash.update(`[${value.length}`)
      for (let index = value.length - 1; index >= 0; index--) open.push(value[index] as Tree)
    } else if (isTreeObject(value)) {
      const names = Object.keys(value).toSorted()
      hash.update(`{${JSON.stringify(names)}`)
      for (const name of names.toReversed()) open.push(value[name] as Tree)
    } else {
      hash.update(`${typeof value === 'bigint' ? value : JSON.stringify(value)},`)
    }
  }
  return hash.digest('hex')
}
