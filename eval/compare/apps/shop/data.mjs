/** What the shop sells in a world; all the same in every run. */
const names = [
  'Assam Second Flush',
  'Darjeeling First Flush',
  'Earl Grey Supreme',
  'Gunpowder Temple',
  'Sencha Uji',
  'Jasmine Pearls',
  'Lapsang Souchong',
  'Rooibos Vanilla',
  'Peppermint Leaves',
  'Matcha Ceremony',
  'Oolong Dong Ding',
  'White Peony',
  'Genmaicha Roast',
  'Chai Masala',
  'Hojicha Gold',
  'Camomile Blossom',
]
const tags = [
  'black',
  'loose-leaf',
  'organic',
  'fair-trade',
  'gift',
  'new-harvest',
  'caffeine-free',
]
const brands = ['Harvest & Leaf', 'Blue Kettle', 'Old Port Company']
const availability = ['IN_STOCK', 'LOW_STOCK', 'PREORDER']

export function shopData(run) {
  const random = run.world('catalogue')
  const products = random.shuffle(names).map((name, at) => ({
    id: 1001 + at,
    sku: `TEA-${random.upper(5)}`,
    slug: name.toLowerCase().replaceAll(' ', '-'),
    name,
    brand: random.pick(brands),
    price: random.decimal(3, 28),
    tags: random.sample(tags, 5),
    grams: random.pick([50, 100, 250]),
    availability: random.pick(availability),
    rating: random.decimal(3.1, 4.9, 1),
    baseStock: random.int(40, 120),
    listedAt: new Date(Date.UTC(2024, random.int(0, 11), random.int(1, 28), 8, 30)).toISOString(),
    discount: random.chance(0.4)
      ? { percent: random.pick([5, 10, 15]), label: 'Spring sale' }
      : null,
    discontinuedAt: null,
  }))
  products.sort((one, other) => one.price - other.price)
  const customer = run.world('customer')
  const first = customer.pick(['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara'])
  const last = customer.pick(['Miller', 'Brown', 'Costa', 'Okafor', 'Lind'])
  return {
    products,
    customer: {
      name: `${first} ${last}`,
      email: `${first}.${last}@mail.test`.toLowerCase(),
      phone: `+44 20 •••• ${customer.digits(4)}`,
      card: `•••• •••• •••• ${customer.digits(4)}`,
      tier: customer.pick(['BRONZE', 'SILVER', 'GOLD']),
      memberSince: '2023-05-14',
      points: customer.int(100, 900),
    },
    oldOrders: [1, 2, 3, 4].map((at) => ({
      number: 48_000 + at * 37,
      placedAt: `2025-0${9 - at}-1${at}T10:1${at}:00.000Z`,
      total: customer.decimal(12, 90),
      status: customer.pick(['DELIVERED', 'RETURNED']),
      itemCount: customer.int(1, 6),
    })),
    reviews: ['Lovely aroma, will buy again.', 'A bit weak for my taste.', 'Arrived quickly.'].map(
      (comment, at) => ({ id: 310 + at, stars: 5 - at, comment, author: `tea_fan_${at + 3}` }),
    ),
  }
}
