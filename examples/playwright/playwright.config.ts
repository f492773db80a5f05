import { defineConfig } from '@playwright/test'
import { chromiumLaunchOptions } from '../../scripts/chromium.mjs'

export default defineConfig({
  testDir: 'tests',
  fullyParallel: true,
  workers: 2,
  reporter: [['@hartifact/reporter/playwright'], ['list'], ['html', { open: 'never' }]],
  use: { launchOptions: chromiumLaunchOptions() },
})
