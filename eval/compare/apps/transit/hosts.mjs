/** The two stages of the site and of its API, for N21. */
export const hosts = {
  site: { before: 'www.blue.wayfare.test', after: 'www.green.wayfare.test' },
  api: { before: 'api.blue.wayfare.test', after: 'api.green.wayfare.test' },
}

/** Bundles and signed files. */
export const cdn = 'https://cdn.wayfare-static.test'

/** Where vehicles are, by gRPC-web; prices and holds, by WebSocket. */
export const live = 'https://live.wayfare-ops.test'

export const push = 'wss://push.wayfare-ops.test/v1/feed'

/** Consent, analytics and the bank of the card, all of others. */
export const consent = 'https://api.cookiecat.test/consents'

export const analytics = 'https://in.plausimetry.test/event'

export const bank = 'https://acs.meridianbank.test/3ds/challenge'
