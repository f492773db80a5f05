/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '@hartifact/jest-env',
  reporters: ['default', '@hartifact/reporter/jest'],
  globalSetup: './start-shop.mjs',
  globalTeardown: './stop-shop.mjs',
}
