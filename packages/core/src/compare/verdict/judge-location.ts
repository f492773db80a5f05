import type { Setting } from './setting.ts'
import { maskVolatile } from '../values/mask.ts'
import { withAliases } from './pair-misfit.ts'
import type { Judge } from './judgement.ts'
import { shapeAt } from '../noise/shape-at.ts'
import { valueText } from './value-text.ts'

/** Where a redirect or a new resource is: host by role, path without ids, query by its names. */
export const judgeLocation: Judge = ({ after, before, kind, path }, _, setting) => {
  const rule = kind === 'added' ? 'response.header.added' : 'response.location.changed'
  const values = { ...(before !== undefined && { before }), ...(after !== undefined && { after }) }
  const message =
    kind === 'removed'
      ? `There is no Location; it was ${valueText(before)}.`
      : `Location was ${valueText(before)} and is ${valueText(after)}.`
  const finding = { rule, path, ...values, message } as const
  if (typeof before !== 'string' || typeof after !== 'string') return [finding]
  const [was, is] = [formOf(before, setting, true), formOf(after, setting, false)]
  const seen = shapeAt(setting.shape, path)?.strings?.values.keys() ?? []
  const isKnown = was === is || [...seen].some((one) => formOf(one, setting, true) === is)
  if (!isKnown) return [finding]
  return [
    {
      ...finding,
      severity: 'noise',
      reason: 'a place that it led to before, but for ids and hosts',
    },
  ]
}

function formOf(
  location: string,
  { after, aliases, before, hosts }: Setting,
  isBefore: boolean,
): string {
  const base = (isBefore ? before : after).entry.request.url
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined
  if (!url) return maskVolatile(location)
  const path = isBefore ? withAliases(url.pathname, aliases) : url.pathname
  const segments = path.split('/').map((segment) => maskId(segment))
  const names = [...url.searchParams.keys()].toSorted()
  const host = isBefore ? (hosts?.toOther(url.host) ?? url.host) : url.host
  return `${host}${segments.join('/')}?${names.join('&')}`
}

function maskId(segment: string): string {
  // Numbers, and codes such as `SRL3LA`.
  if (/^(?:\d+|[A-Z\d]{5,12})$/.test(segment)) return '{id}'
  // Keys of OData stand in parentheses.
  return maskVolatile(segment)
    .replace(/\([^()]*\)/, '({id})')
    .replace(/\d{3,}/g, '{id}')
}
