/** The page, the API on another origin, and pictures. */
export const site = 'https://chirp.test'

export const api = 'https://api.chirp.test'

export const images = 'https://img.chirp-cdn.test'
