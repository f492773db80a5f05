/** Accounts and bookings of a world. */
const payees = [
  'Stadtwerke Nord',
  'Mieterverein eG',
  'Buchhandlung Sommer',
  'Fahrrad Kessler',
  'Musikschule Linden',
  'Baeckerei Ottl',
]
const kinds = ['CREDIT_TRANSFER', 'DIRECT_DEBIT', 'CARD_PAYMENT', 'STANDING_ORDER']

export function bankData(run) {
  const random = run.world('accounts')
  const accounts = ['Girokonto', 'Tagesgeld', 'Depot'].map((label, at) => ({
    number: at + 1,
    label,
    iban: `DE${random.digits(2)} **** **** **** ${random.digits(4)}`,
    currency: 'EUR',
    balance: random.decimal(800, 20_000),
    limit: [2000, 0, 5000][at],
    opened: `0${at + 3}.11.201${at + 4}`,
    state: random.pick(['ACTIVE', 'ACTIVE', 'RESTRICTED']),
  }))
  const bookings = payees.map((payee, at) => ({
    reference: `R${random.digits(7)}`,
    payee,
    amount: -random.decimal(9, 400),
    kind: kinds[at % kinds.length],
    day: `${String(27 - at * 3).padStart(2, '0')}.02.2026`,
    purpose: random.pick(['Rechnung Februar', 'Beitrag 1/2026', 'Miete', 'Danke']),
  }))
  const owner = run.world('owner')
  return {
    accounts,
    bookings,
    owner: {
      number: owner.digits(8),
      title: owner.pick(['Frau', 'Herr']),
      name: owner.pick(['Berger', 'Winkler', 'Sarı', 'Hoffmann', 'Nowak']),
      branch: owner.pick(['Filiale Nord', 'Filiale Hafen', 'Filiale Altmarkt']),
    },
    rates: ['USD', 'CHF', 'GBP', 'JPY', 'NOK', 'PLN'].map((currency) => ({
      currency,
      middle: owner.decimal(0.8, 1.6, 4),
      unit: 1,
    })),
  }
}

/** `1.234,50`, as it is written in Germany. */
export function amountText(value) {
  const [whole, cents] = Math.abs(value).toFixed(2).split('.')
  return `${value < 0 ? '-' : ''}${whole.replace(/\B(?=(\d{3})+$)/g, '.')},${cents}`
}

/** `02.03.2026 14:05`, as it is written in Germany. */
export function dayText(time, withTime = false) {
  const [date, clock] = new Date(time).toISOString().split('T')
  const day = date.split('-').toReversed().join('.')
  return withTime ? `${day} ${clock.slice(0, 5)}` : day
}
