/** The tests in their long versions, which repeat more often what goes wrong seldom. */
process.env['HARTIFACT_LONG'] = '1'
await import('./test.mjs')
