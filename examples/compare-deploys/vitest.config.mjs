import { defineConfig } from 'vitest/config'

// A recording starts a shop and a customer.
export default defineConfig({ test: { testTimeout: 120_000, hookTimeout: 120_000 } })
