import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Real child processes rather than threads: the code under test starts threads of its own.
    pool: 'forks',
    maxWorkers: 2,
    // Real proxies, browsers and test runners start in these tests. How long that takes is the
    // machine's affair, and that of the other tests that run meanwhile: these are limits for a hang.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['{packages,examples}/*/src/**/*.test.ts'],
          // They share a process, so that each of their modules is loaded once.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'whole', include: ['test/**/*.test.ts'] } },
    ],
  },
})
