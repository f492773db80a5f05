import type { Tree } from '../tree.ts'
import { hashOfTree } from './digest.ts'
import { deepestTree } from './limits.ts'

type Container = Tree[] | { [name: string]: Tree }

/**
 * Replaces the strings of a tree that nobody else holds, in place, and cuts what is too deep. It
 * does not recurse: parsed documents may be nested as deep as they like.
 *
 * @param replace - gives the same string when there is nothing to replace
 * @param depth - of the tree in the document it is a part of
 */
export function replaceLeaves(
  tree: Tree,
  replace: (leaf: string, depth: number) => Tree,
  depth = 0,
): Tree {
  if (typeof tree === 'string') return replace(tree, depth)
  if (typeof tree !== 'object' || tree === null) return tree
  const open: Container[] = [tree as Container]
  const depths = [depth]
  while (open.length > 0) {
    const container = open.pop() as Container
    const below = (depths.pop() as number) + 1
    const visit = (name: string | number): void => {
      const value = (container as { [name: string]: Tree })[name] as Tree
      if (typeof value === 'string') {
        const replaced = replace(value, below)
        if (replaced !== value) setMember(container, name, replaced)
      } else if (typeof value === 'object' && value !== null) {
        if (below >= deepestTree) setMember(container, name, { $deep: hashOfTree(value) })
        else {
          open.push(value as Container)
          depths.push(below)
        }
      }
    }
    if (Array.isArray(container)) {
      for (let index = 0; index < container.length; index++) visit(index)
    } else {
      for (const name in container) visit(name)
    }
  }
  return tree
}

function setMember(container: Container, name: string | number, value: Tree): void {
  // An assignment to `__proto__` would not make a member.
  if (name === '__proto__') Object.defineProperty(container, name, { value })
  else (container as { [name: string]: Tree })[name] = value
}
