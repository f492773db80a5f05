import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['{packages,examples}/*/src/**/*.test.ts', 'test/**/*.test.ts'],
    // Real child processes rather than threads: the code under test starts threads of its own.
    pool: 'forks',
    maxWorkers: 2,
    // Real proxies and browsers start in these tests; it is the limit for a hang.
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
})
