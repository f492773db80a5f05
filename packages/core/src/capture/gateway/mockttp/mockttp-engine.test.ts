import { testEngine } from '../engine.contract.ts'
import { startMockttpEngine } from './mockttp-engine.ts'

testEngine('mockttp', startMockttpEngine)
