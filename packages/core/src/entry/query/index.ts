/** The query language of sessions, searches and the command line. */
export { type CompiledQuery, compileQuery } from './compile-query.ts'
export { bodyTexts, findAll, findTexts, fits, textsOf } from './find-texts.ts'
export { type LineNeed, lineNeeds } from './line-needs.ts'
export { parseQuery } from './parse-query.ts'
export { printQuery, type Query } from './query.ts'
export type { SearchPlace, SearchWhere } from './search-place.ts'
