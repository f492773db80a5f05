/** The two stages, for N21, and the hosts of others. */
export const hosts = { before: 'docs.stage-a.papyr.test', after: 'docs.stage-b.papyr.test' }

export const bucket = 'https://papyr-files.objects.test'

export const metrics = 'https://t.countly-metrics.test'
