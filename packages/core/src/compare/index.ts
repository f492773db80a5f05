export { compareSources } from './compare-sources.ts'
export type { Comparison } from './comparison.ts'
export type { ComparisonData, EndpointLatency, RowData, SideData } from './comparison-data.ts'
export type {
  AcceptedFinding,
  ComparisonOptions,
  FailOn,
  IgnoreRule,
  LatencyOptions,
  MatchMode,
  SizeOptions,
} from './comparison-options.ts'
export type { ComparedSource } from './exchange.ts'
export type { Finding, Severity } from './finding.ts'
export { learnProfile, type LearnResult, type LearntPlace } from './learn-profile.ts'
export type { PlaceDomain } from './noise/place-domain.ts'
export type { Profile } from './noise/profile.ts'
export type { RuleId } from './rules.ts'
export type { MarkdownOptions } from './render/markdown.ts'
export type { TextOptions } from './render/text.ts'
