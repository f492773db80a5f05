/** A fleet of a world: gateways and sensors in sites. */
const models = ['GH-200', 'GH-210', 'TS-9', 'TS-9X', 'PM-4']
const places = ['hall-a', 'hall-b', 'roof', 'cellar', 'yard', 'lab-3']

export function fleet(run) {
  const random = run.world('fleet')
  const sites = ['Lyon', 'Porto', 'Turku'].map((city) => ({
    _id: random.objectId(),
    city,
    tz: 'Europe/Paris',
  }))
  const devices = places.map((place, at) => ({
    _id: random.objectId(),
    dev_eui: random.hex(16),
    lbl: `${place}-${at + 1}`,
    mdl: random.pick(models),
    fw: `2.${random.int(0, 6)}.${random.int(0, 9)}`,
    site: sites[at % 3]._id,
    st: random.pick(['online', 'online', 'degraded']),
    base: random.int(180, 260),
    bat: random.int(55, 90),
    since: 1_690_000_000 + at * 86_400,
    cfg: { intv: 60, thr: [18, 27], led: at % 2 === 0 },
  }))
  return { sites, devices, tenant: random.objectId(), serial: `SN-********${random.digits(4)}` }
}
