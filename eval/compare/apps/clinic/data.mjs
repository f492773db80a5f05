/** Patients, doctors and a day of a clinic of a world. */
const people = [
  ['Amsel', 'Ida', 'female', '14-Feb-1961'],
  ['Brandt', 'Jonas', 'male', '02-Jul-1984'],
  ['Castellano', 'Pia', 'female', '30-Jan-1992'],
  ['Dvorak', 'Milan', 'male', '11-Nov-1957'],
  ['Eklund', 'Saga', 'female', '25-May-2003'],
  ['Ferreira', 'Tomás', 'male', '08-Sep-1976'],
  ['Grieve', 'Nell', 'female', '19-Mar-1969'],
  ['Haddad', 'Omar', 'male', '27-Oct-1988'],
]
const staff = [
  ['Dr. Lena Voss', 'Cardiology', 'R-104'],
  ['Dr. Amir Sayed', 'Dermatology', 'R-107'],
  ['Dr. Ruth Okafor', 'General practice', 'R-201'],
]
const slots = ['0800', '0830', '0900', '0930', '1000', '1030', '1100', '1145']
const reasons = ['Follow-up', 'Vaccination', 'Skin check', 'Blood pressure', 'Referral', 'Travel']
const analytes = [
  ['718-7', 'Hemoglobin', 'g/dL', 12, 17],
  ['6690-2', 'Leukocytes', '10*3/uL', 4, 11],
  ['2345-7', 'Glucose', 'mg/dL', 70, 110],
  ['2160-0', 'Creatinine', 'mg/dL', 0.6, 1.3],
]

/** The day that is worked on, in the styles of the services. */
export const day = { iso: '2026-11-20', spoken: '20-Nov-2026' }

export function clinicData(run) {
  const random = run.world('clinic')
  const doctors = staff.map(([name, specialty, room]) => ({
    key: random.hex(32),
    ulid: random.ulid(),
    name,
    specialty,
    room,
  }))
  let number = random.int(11, 900)
  const patients = people.map(([family, given, gender, born]) => ({
    number: (number += random.int(1, 40)),
    ulid: random.ulid(),
    mrn: `KC-${random.digits(7)}`,
    family,
    given,
    gender,
    born,
    insurance: `***-***-${random.digits(4)}`,
  }))
  const appointments = patients.map((patient, at) => ({
    patient,
    slot: slots[at],
    doctor: doctors[at % 3],
    reason: random.pick(reasons),
    kind: random.pick(['InPerson', 'Video', 'Phone']),
    status: random.pick(['Confirmed', 'Confirmed', 'Tentative', 'Arrived']),
    minutes: random.pick([15, 20, 30]),
    fee: random.decimal(25, 140),
  }))
  const results = analytes.map(([code, display, unit, low, high]) => ({
    code,
    display,
    unit,
    low,
    high,
    value: random.decimal(low, high, 1),
  }))
  const allergies = random.sample(
    ['Penicillin', 'Latex', 'Peanut', 'Ibuprofen', 'Birch pollen', 'Wasp venom', 'Nickel'],
    5,
  )
  return { allergies, appointments, doctors, patients, results }
}
