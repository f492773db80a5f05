/** Something the shop sells. */
export interface Product {
  readonly id: number
  readonly sku: string
  readonly name: string
  readonly description: string
  readonly category: string
  readonly cents: number
  /** Pieces left; orders take from it. */
  stock: number
  /** 0 to 5; told from release 2 on. */
  readonly rating: number
}

/** Somebody who can log in. The passwords are test data and kept as they are. */
export interface User {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly password: string
  /** ISO time. */
  readonly memberSince: string
}

type Row = readonly [name: string, category: string, cents: number, description: string]

const rows: readonly Row[] = [
  ['Assam tea', 'tea', 1250, 'Strong and malty, 250 g of whole leaves.'],
  ['Earl Grey', 'tea', 990, 'Black tea with oil of bergamot, 200 g.'],
  ['Sencha', 'tea', 1480, 'Green tea from the first harvest, 100 g.'],
  ['Peppermint', 'tea', 650, 'Dried leaves, no caffeine, 80 g.'],
  ['Teapot "Ada"', 'pots', 3900, 'Stoneware for one litre, with a lid that stays on.'],
  ['Teapot "Grace"', 'pots', 4250, 'Glass for 0.8 litres; see the tea work.'],
  ['Cup & saucer', 'cups', 1500, 'Porcelain, 200 ml, safe in the dishwasher.'],
  ['Travel mug', 'cups', 2450, 'Keeps tea hot for six hours, 350 ml.'],
  ['Strainer', 'tools', 795, 'Fine steel mesh <0.3 mm, fits most cups.'],
  ['Kettle', 'tools', 5900, '1.5 litres, holds 70, 80, 90 or 100 °C.'],
  ['Timer', 'tools', 1195, 'Three, four or five minutes of sand.'],
  ['Honey', 'pantry', 875, 'Lime blossom honey, 500 g jar.'],
]

const laterRows: readonly Row[] = [
  ['Ginger biscuits', 'pantry', 425, 'Crisp and hot, 200 g.'],
  ['Tea cosy', 'tools', 1890, 'Knitted wool, keeps a pot warm for an hour.'],
]

/** The products in stock: 12, or 14 with those that release 2 adds. */
export function seedProducts(withLaterOnes: boolean): Product[] {
  return [...rows, ...(withLaterOnes ? laterRows : [])].map(
    ([name, category, cents, description], index) => ({
      id: index + 1,
      sku: `${category.toUpperCase()}-${String(index + 1).padStart(3, '0')}`,
      name,
      description,
      category,
      cents,
      stock: 1000 + 10 * index,
      rating: 3 + ((index * 7) % 20) / 10,
    }),
  )
}

/** The three people who can log in. */
export const users: readonly User[] = [
  {
    id: 'u1',
    name: 'Ada Lovelace',
    email: 'ada@example.test',
    password: 'correct horse',
    memberSince: '2024-12-10T09:30:00.000Z',
  },
  {
    id: 'u2',
    name: 'Grace Hopper',
    email: 'grace@example.test',
    password: 'battery staple',
    memberSince: '2025-01-09T14:05:00.000Z',
  },
  {
    id: 'u3',
    name: 'Alan Turing',
    email: 'alan@example.test',
    password: 'paper tape',
    memberSince: '2025-06-23T18:45:00.000Z',
  },
]
