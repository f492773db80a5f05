import { createRequire } from 'node:module'
import { join } from 'node:path'
import { root } from '../../scripts/run.mjs'

/** Loads a package in the version that `packages/core` uses, mockttp above all. */
export const fromCore = createRequire(join(root, 'packages', 'core', 'package.json'))
