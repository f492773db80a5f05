import hartifact from '@hartifact/vitest-env'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  plugins: [hartifact()],
  test: {
    globalSetup: './start-shop.ts',
    reporters: ['default', '@hartifact/reporter/vitest'],
  },
})
