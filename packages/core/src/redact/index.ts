export { createRedactor, type Redactor } from './redactor.ts'
export type { RedactionRules } from './rules.ts'
