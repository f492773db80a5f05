/** Runs the four workflows, one after another. */
await import('./bug-investigation.mjs')
await import('./before-after.mjs')
await import('./organised-development.mjs')
await import('./team-collaboration.mjs')
