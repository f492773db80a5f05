export { createRedactor, type Redactor, type RedactorOptions } from './redactor.ts'
export type { RedactionRules } from './rules.ts'
