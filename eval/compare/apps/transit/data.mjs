import { duration, scheduled } from './times.mjs'

/** Stations, trips and a customer of a world; all the same in every run. */
const places = [
  ['Zürich HB', 'Zürich', 8.5402, 47.3779],
  ['Arth-Goldau', 'Arth', 8.5497, 47.0486],
  ['Bellinzona', 'Bellinzona', 9.0297, 46.1955],
  ['Lugano', 'Lugano', 8.9467, 46.0053],
  ['Como San Giovanni', 'Como', 9.0728, 45.8089],
  ['Milano Centrale', 'Milano', 9.2049, 45.4871],
]
const operatorNames = ['Alpina Rail', 'Lombardia Express', 'Verde Coach']
const amenities = [
  'WIFI',
  'POWER_SOCKET',
  'BISTRO',
  'QUIET_ZONE',
  'BICYCLE',
  'FAMILY_AREA',
  'STEP_FREE',
  'AIR_CONDITIONING',
]
const services = ['LOCKERS', 'LOUNGE', 'TAXI', 'TOILETS', 'LUGGAGE', 'TOURIST_OFFICE']

/** Minor units of the currency. */
export const money = (amount) => ({ amount, currency: 'EUR' })

export function transitData(run) {
  const random = run.world('timetable')
  const operators = operatorNames.map((name) => ({ id: random.uuid(), name }))
  const stations = places.map(([name, city, longitude, latitude], at) => ({
    id: `stn_${random.base62(10)}`,
    regionId: random.uuid(),
    name,
    city,
    country: at < 4 ? 'CH' : 'IT',
    timeZone: at < 4 ? 'Europe/Zurich' : 'Europe/Rome',
    longitude,
    latitude,
    services: random.sample(services, 4),
  }))
  return { customer: customerOf(run), operators, stations, trips: tripsOf(random, operators) }
}

function tripsOf(random, operators) {
  const trips = Array.from({ length: 8 }, (_, at) => {
    const departs = 340 + at * 75 + random.int(0, 40)
    const minutes = random.int(195, 318)
    return {
      id: `trip_${random.ulid()}`,
      operator: operators[at % 3],
      mode: at % 3 === 2 ? 'COACH' : 'TRAIN',
      trainNumber: random.int(11, 990),
      departs,
      minutes,
      departureAt: scheduled(departs),
      arrivalAt: scheduled(departs + minutes),
      duration: duration(minutes),
      transfers: random.pick([0, 0, 1, 2]),
      status: random.pick(['SCHEDULED', 'SCHEDULED', 'DELAYED']),
      amenities: random.sample(amenities, 5),
      fareClass: random.pick(['SAVER', 'STANDARD', 'FLEX']),
      refundable: random.chance(0.4),
      price: random.int(1900, 8900),
      carbonGrams: random.int(2100, 9400),
      baseSeats: random.int(24, 60),
    }
  })
  return trips.toSorted((one, other) => one.price - other.price)
}

function customerOf(run) {
  const random = run.world('customer')
  const given = random.pick(['Nora', 'Elias', 'Mirjam', 'Luca', 'Amélie'])
  const family = random.pick(['Steiner', 'Rinaldi', 'Keller', 'Moreau'])
  return {
    id: `cus_${random.base62(14)}`,
    householdId: random.uuid(),
    given,
    family,
    email: `${given[0].toLowerCase()}•••••@post.test`,
    phone: `+41 ••• ••• ${random.digits(2)} ${random.digits(2)}`,
    born: `19${random.int(60, 99)}-0${random.int(1, 9)}-1${random.int(0, 9)}`,
    card: `•••• •••• •••• ${random.digits(4)}`,
    tier: random.pick(['EXPLORER', 'VOYAGER', 'NOMAD']),
    points: random.int(300, 4800),
  }
}
