import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,examples}/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real child processes rather than threads: the code under test starts threads of its own.
    pool: 'forks',
    maxWorkers: 2,
    // Real proxies, browsers and test runners start in these tests. How long that takes is the
    // machine's affair, and that of the other tests that run meanwhile: these are limits for a hang.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 60_000 } },
  },
})
