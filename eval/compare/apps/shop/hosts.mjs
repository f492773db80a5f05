/** The shop, its API, and the CDN. */
export const site = 'https://www.teahouse.test'

export const api = `${site}/api/v1`

export const cdn = 'https://static.teahouse-cdn.test'
