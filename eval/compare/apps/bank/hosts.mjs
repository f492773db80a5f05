/** The two stages, for N21. */
export const hosts = { before: 'uat1.nordbank.test', after: 'uat2.nordbank.test' }
