import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { placeOf } from '../path.ts'
import type { Tree } from '../tree.ts'
import { diffTrees } from './diff-trees.ts'

/** One line per difference: kind, place, and the new name or the values. */
function told(before: Tree, after: Tree, aliases?: ReadonlyMap<string, string>): string[] {
  const { differences, cut } = diffTrees(before, after, { ...(aliases && { aliases }) })
  expect(cut).toBe(false)
  return differences.map(({ kind, path, renamedTo }) =>
    [kind, placeOf(path), renamedTo].filter((part) => part !== undefined).join(' '),
  )
}

const products = [
  { id: 11, sku: 'A-1', name: 'Lamp', price: 20, stock: 4 },
  { id: 12, sku: 'B-2', name: 'Chair', price: 45.5, stock: 0 },
  { id: 13, sku: 'C-3', name: 'Table', price: 120, stock: 2 },
  { id: 14, sku: 'D-4', name: 'Shelf', price: 80, stock: 9 },
]
const [lamp, chair, table, shelf] = products as Tree[] as [Tree, Tree, Tree, Tree]

const cases: ReadonlyArray<readonly [string, Tree, Tree, readonly string[]]> = [
  ['equal values', { a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] }, []],
  ['members in another order', { a: 1, b: 2 }, { b: 2, a: 1 }, []],
  ['numbers by value', [1, -0, 17n, 2n ** 60n], [1, 0, 17, 2n ** 60n], []],
  ['big integers', { id: 9007199254740993n }, { id: 9007199254740992n }, ['changed id']],
  ['another value', { a: { b: 1 } }, { a: { b: 2 } }, ['changed a.b']],
  ['another type', { a: 1 }, { a: '1' }, ['type a']],
  ['a value that became null', { a: 'x' }, { a: null }, ['type a']],
  ['a list for an object', { a: {} }, { a: [] }, ['type a']],
  ['roots of other types', 'text', ['text'], ['type ']],
  ['a member that is gone', { a: 1, b: 2 }, { a: 1 }, ['removed b']],
  ['a new member', { a: 1 }, { a: 1, b: 2 }, ['added b']],
  ['names that an object inherits', { a: 1 }, { a: 1, constructor: 2 }, ['added constructor']],
  [
    'a member named __proto__',
    JSON.parse('{"__proto__":{"a":1}}') as Tree,
    JSON.parse('{"__proto__":{"a":2}}') as Tree,
    ['changed __proto__.a'],
  ],
  ['another name for the same value', { price: 45.5 }, { amount: 45.5 }, ['renamed price amount']],
  [
    'another spelling with another value',
    { created_at: '2026-01-01', b: 1 },
    { createdAt: '2026-02-02', b: 1 },
    ['renamed created_at createdAt'],
  ],
  ['other names by chance', { active: true }, { hidden: true }, ['removed active', 'added hidden']],
  ['numbered names', { line1: 'x' }, { line2: 'y' }, ['removed line1', 'added line2']],
  ['tags, one more', ['a', 'b'], ['a', 'new', 'b'], ['item-added [1]']],
  ['tags, one less', ['a', 'b', 'c'], ['a', 'c'], ['item-removed [1]']],
  ['tags in another order', ['a', 'b', 'c'], ['c', 'a', 'b'], ['reordered ']],
  ['a value in a list', [1, 2, 3], [1, 5, 3], ['changed [1]']],
  ['a type in a list', [1, 2, 3], [1, '2', 3], ['type [1]']],
  ['a line that came twice', ['a', 'b', 'b'], ['a', 'b'], ['item-removed [2]']],
  ['an empty line among others', ['x', '', 'y', ''], ['', 'x', '', 'y', ''], ['item-added [0]']],
  [
    'a list that lost everything',
    products,
    [],
    products.map((item) => `item-removed [${products.indexOf(item)}]`),
  ],
  [
    'items by their id',
    [lamp, chair, table],
    [lamp, { ...(chair as object), price: 50 }, table],
    ['changed [id=12].price'],
  ],
  ['items that moved', [lamp, chair, table, shelf], [shelf, lamp, chair, table], ['reordered ']],
  [
    'an item that moved and one that changed',
    [lamp, chair, table, shelf],
    [shelf, lamp, chair, { ...(table as object), stock: 1 }],
    ['reordered ', 'changed [id=13].stock'],
  ],
  ['an item that is gone', products, [lamp, chair, shelf], ['item-removed [id=13]']],
  ['a new item', [lamp, shelf], [lamp, chair, shelf], ['item-added [id=12]']],
  [
    'an item that is there twice',
    products,
    [lamp, chair, chair, table, shelf],
    ['item-added [id=12]'],
  ],
  [
    'an item that is there twice, not beside itself',
    products,
    [lamp, chair, table, shelf, lamp],
    ['item-added [id=11]'],
  ],
  [
    'an item that lost its id',
    products,
    [lamp, { sku: 'B-2', name: 'Chair', price: 45.5, stock: 0 }, table, shelf],
    ['removed [sku=B-2].id'],
  ],
  [
    'an id of another type, everywhere',
    products,
    products.map((item) => ({ ...item, id: `${item.id}` })),
    [11, 12, 13, 14].map((id) => `type [id=${id}].id`),
  ],
  [
    'one id in another format',
    products,
    [lamp, { ...(chair as object), id: 'x12' }, table, shelf],
    ['type [sku=B-2].id'],
  ],
  [
    'ids that were given anew, by the next key',
    products,
    products.map((item) => ({ ...item, id: item.id + 2 })).toReversed(),
    ['reordered ', ...['A-1', 'B-2', 'C-3', 'D-4'].map((sku) => `changed [sku=${sku}].id`)],
  ],
  [
    'other members of a list of which one stayed',
    products.slice(0, 2),
    [{ ...products[1]!, stock: 1 }, ...products.slice(2)],
    ['item-removed [id=11]', 'item-added [id=13]', 'item-added [id=14]', 'changed [id=12].stock'],
  ],
  [
    'ids that were given anew and overlap',
    [1, 2, 3].map((id) => ({ id, text: `text ${id}`, by: `u${id}` })),
    [3, 4, 5].map((id) => ({ id, text: `text ${id - 2}`, by: `u${id - 2}` })),
    [0, 1, 2].map((index) => `changed [text=text ${index + 1}].id`),
  ],
  [
    'a key one level down',
    [{ node: { id: 'a', n: 1 } }, { node: { id: 'b', n: 2 } }],
    [{ node: { id: 'b', n: 2 } }, { node: { id: 'a', n: 3 } }],
    ['reordered ', 'changed [node.id=a].node.n'],
  ],
  [
    'items without a key, by their content',
    [
      { x: 1, y: 1 },
      { x: 2, y: 1 },
      { x: 3, y: 1 },
    ],
    [
      { x: 1, y: 1 },
      { x: 3, y: 1 },
    ],
    ['item-removed [1]'],
  ],
  [
    'items without a key, by their position',
    [
      { x: 1, y: 1 },
      { x: 2, y: 1 },
    ],
    [
      { x: 1, y: 1 },
      { x: 5, y: 1 },
    ],
    ['changed [1].x'],
  ],
  [
    'an item without a key that moved and changed',
    [
      { x: 1, y: 5, z: [1] },
      { x: 2, y: 6, z: [2] },
      { x: 3, y: 7, z: [3] },
    ],
    [
      { x: 3, y: 7, z: [3] },
      { x: 2, y: 6, z: [2] },
      { x: 1, y: 5, z: [9] },
    ],
    ['reordered ', 'changed [0].z[0]'],
  ],
  [
    'points',
    [
      [1, 2],
      [3, 4],
    ],
    [
      [1, 2],
      [3, 5],
    ],
    ['changed [1][1]'],
  ],
  [
    'a name that changed in all items',
    products,
    products.map(({ price, ...item }) => ({ ...item, amount: price })),
    [11, 12, 13, 14].map((id) => `renamed [id=${id}].price amount`),
  ],
  [
    'a name that changed in one item alone',
    products,
    [lamp, chair, table, { id: 14, sku: 'D-4', name: 'Shelf', amount: 80, stock: 9 }],
    ['removed [id=14].price', 'added [id=14].amount'],
  ],
  [
    'a name inside of all items',
    products.map((item) => ({ ...item, seller: { nick: item.sku.toLowerCase() } })),
    products.map((item) => ({ ...item, seller: { handle: item.sku.toLowerCase() } })),
    [11, 12, 13, 14].map((id) => `renamed [id=${id}].seller.nick handle`),
  ],
]

describe('diffTrees finds', () => {
  test.each(cases)('%s', (_, before, after, expected) => {
    expect(told(before, after)).toEqual(expected)
  })
})

describe('diffTrees with aliases', () => {
  const aliases = new Map([
    ['order-17', 'order-42'],
    ['17', '42'],
    ['u-1', 'u-9'],
  ])

  test.each<readonly [string, Tree, Tree, readonly string[]]>([
    ['an id', { id: 'order-17' }, { id: 'order-42' }, []],
    ['a number that is an id', { orderId: 17 }, { orderId: 42 }, []],
    ['a number that is none', { total: 17 }, { total: 42 }, ['changed total']],
    ['a link', { self: '/orders/17?by=u-1' }, { self: '/orders/42?by=u-9' }, []],
    ['another link', { self: '/orders/17' }, { self: '/carts/42' }, ['changed self']],
    ['a broken reference', { author: 'u-1' }, { author: 'u-2' }, ['changed author']],
    ['a member named by an id', { 'u-1': { n: 1 } }, { 'u-9': { n: 2 } }, ['changed u-1.n']],
    [
      'items',
      [
        { id: 'u-1', n: 1 },
        { id: 'order-17', n: 2 },
      ],
      [
        { id: 'order-42', n: 2 },
        { id: 'u-9', n: 3 },
      ],
      ['reordered ', 'changed [id=u-1].n'],
    ],
  ])('takes one for the other in %s', (_, before, after, expected) => {
    expect(told(before, after, aliases)).toEqual(expected)
  })
})

test('values are those before and after, and a step has the position before', () => {
  const after = [shelf, lamp, { ...(chair as object), price: 50 }]
  expect(diffTrees({ items: products }, { items: after }).differences).toEqual([
    { kind: 'reordered', path: ['items'], before: products, after },
    { kind: 'item-removed', path: ['items', { index: 2, key: 'id=13' }], before: table },
    {
      kind: 'changed',
      path: ['items', { index: 1, key: 'id=12' }, 'price'],
      before: 45.5,
      after: 50,
    },
  ])
})

test('says when there are more differences than were asked for', () => {
  const before = { a: [1, 2, 3], b: 1 }
  const after = { a: [4, 5, 6], b: 2 }
  expect(diffTrees(before, after, { limit: 4 })).toMatchObject({ cut: false })
  const { differences, cut } = diffTrees(before, after, { limit: 3 })
  expect({ count: differences.length, cut }).toEqual({ count: 3, cut: true })
})

test('values nested ten thousand levels deep are compared without running out of stack', () => {
  const nest = (leaf: Tree, isList: boolean): Tree => {
    let tree = leaf
    for (let level = 0; level < 10_000; level++) tree = isList ? [tree] : { a: tree }
    return tree
  }
  for (const isList of [true, false]) {
    expect(told(nest(1, isList), nest(1, isList))).toEqual([])
    expect(told(nest(1, isList), nest(2, isList))).toHaveLength(1)
  }
})

const numbers = Array.from({ length: 100_000 }, (_, index) => index)

test.each<readonly [string, readonly Tree[], readonly Tree[]]>([
  ['texts', numbers.map((number) => `a${number}`), numbers.slice(9).map((number) => `b${number}`)],
  ['objects', numbers.map((id) => ({ id })), numbers.map((id) => ({ id: -1 - id }))],
  [
    'items with names of their own',
    numbers.map((id) => ({ id, [`a${id}`]: `x${id}` })),
    numbers.map((id) => ({ id, [`b${id}`]: `x${id}` })),
  ],
])('a comparison of 100,000 %s with nothing in common ends at the limit', (_, before, after) => {
  expect(diffTrees(before, after)).toMatchObject({ cut: true })
})

const trees = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ noNaN: true }),
    fc.bigInt(),
    fc.string(),
    fc.array(tie('tree')),
    fc.dictionary(fc.string(), tie('tree')),
  ),
})).tree

describe('properties', () => {
  test('a tree does not differ from its copy', () => {
    fc.assert(
      fc.property(trees, (tree) => {
        expect(told(tree, structuredClone(tree))).toEqual([])
      }),
    )
  })

  test('a tree differs from another one exactly when they are not equal', () => {
    fc.assert(
      fc.property(trees, trees, (before, after) => {
        const isEqual = JSON.stringify(normal(before)) === JSON.stringify(normal(after))
        expect(diffTrees(before, after).differences.length === 0).toBe(isEqual)
      }),
    )
  })

  test('one edit is found, and nothing else', () => {
    const item = fc.record({
      sku: fc.string(),
      price: fc.integer(),
      seller: fc.record({ city: fc.string() }),
    })
    const items = fc.uniqueArray(item, { selector: ({ sku }) => sku, minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(items, fc.nat(), fc.boolean(), (before, seed, isDeep) => {
        const at = seed % before.length
        const edited = structuredClone(before)
        if (isDeep) edited[at]!.seller.city += '!'
        else edited[at]!.price += 1
        expect(told({ items: before }, { items: edited })).toEqual([
          `changed items[sku=${before[at]!.sku}].${isDeep ? 'seller.city' : 'price'}`,
        ])
      }),
    )
  })

  test('a shuffled list is reordered, and nothing else', () => {
    const items = fc.uniqueArray(fc.record({ id: fc.integer(), text: fc.string() }), {
      selector: ({ id }) => id,
      minLength: 2,
      maxLength: 40,
    })
    const shuffled = items.chain((list) =>
      fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
    )
    fc.assert(
      fc.property(shuffled, ([before, after]) => {
        const isMoved = before.some((item, index) => item !== after[index])
        expect(told(before, after)).toEqual(isMoved ? ['reordered '] : [])
      }),
    )
  })

  test('what was removed and what was added accounts for the lengths of lists', () => {
    const lists = fc.array(
      fc.oneof(fc.nat(5), fc.constantFrom('a', 'b'), fc.record({ id: fc.nat(5) })),
    )
    fc.assert(
      fc.property(lists, lists, (before, after) => {
        const { differences } = diffTrees(before, after)
        const count = (kind: string): number =>
          differences.filter(
            (difference) => difference.kind === kind && difference.path.length === 1,
          ).length
        expect(before.length - count('item-removed') + count('item-added')).toBe(after.length)
      }),
    )
  })
})

/** With members sorted and numbers in one form. */
function normal(tree: Tree): unknown {
  if (Array.isArray(tree)) return tree.map((item: Tree) => normal(item))
  if (typeof tree === 'object' && tree !== null) {
    const members = Object.entries(tree).toSorted(([one], [other]) => (one < other ? -1 : 1))
    return { members: members.map(([name, value]) => [name, normal(value)]) }
  }
  if (typeof tree === 'number' || typeof tree === 'bigint') {
    return { number: tree === 0 ? '0' : Number.isInteger(tree) ? `${BigInt(tree)}` : `${tree}` }
  }
  return { value: tree }
}
