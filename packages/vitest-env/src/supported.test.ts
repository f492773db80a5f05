import * as vitest from 'vitest'
import { expect, test } from 'vitest'
import { assertSupported } from './supported.ts'

test('a Vitest without hooks around tests is refused, with what to install', () => {
  expect(() => assertSupported(vitest)).not.toThrow()
  expect(() => assertSupported({ test, expect, recordArtifact: vitest.recordArtifact })).toThrow(
    'Install vitest@^4.1 or later.',
  )
})
