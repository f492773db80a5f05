/** The two stages, for N21. */
export const hosts = {
  before: 'desk.blue.kestrel-clinic.test',
  after: 'desk.green.kestrel-clinic.test',
}

/** Health records, on an origin of their own. */
export const fhir = 'https://fhir.kestrel-clinic.test/api/R4'

/** Visits by video. */
export const video = 'https://visit.kestrel-clinic.test'

/** A laboratory, letters in a blob store, feature flags and analytics, all of others. */
export const lab = 'https://connect.sanalytix.test/rest'

export const letters = 'https://kestrelletters.blob.test'

export const toggles = 'https://edge.toggly.test'

export const pixel = 'https://in.pulsemetry.test/e'
