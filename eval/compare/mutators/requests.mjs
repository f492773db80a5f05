import { responseJson, setResponseJson } from '../kit/json-entries.mjs'
import { nodesOf, setAt } from '../kit/json-paths.mjs'
import {
  anything,
  asGet,
  changeBody,
  insertAfter,
  isApi,
  move,
  other,
  pick,
  setUrl,
  withoutEntry,
} from './request-edits.mjs'

/** @type {import('./context.mjs').Mutator[]} */
export const requestMutators = [
  {
    id: 'M28',
    variant: 'field lost',
    expected: 'warning',
    rules: ['request.field.removed'],
    apply: (context) => changeBody(context, ({ remove }) => remove()),
  },
  {
    id: 'M28',
    variant: 'value changed',
    expected: 'warning',
    rules: ['request.value.changed'],
    apply: (context) => changeBody(context, ({ set }) => set(other)),
  },
  {
    id: 'M29',
    variant: 'parameter lost',
    expected: 'warning',
    rules: ['request.query.removed'],
    apply(context) {
      const stable = ({ name }) =>
        !/^(_|nav|job|order|cid|ts|r|Expires|Signature|X-Amz.*|extensions|operationName|page\[cursor\])$/.test(
          name,
        )
      const entry = pick(context, ({ request }) => request.queryString.some(stable), anything)
      if (!entry) return undefined
      const { name } = context.random.pick(entry.request.queryString.filter(stable))
      const url = new URL(entry.request.url)
      url.searchParams.delete(name)
      setUrl(entry, url)
      return { entries: [entry], path: name }
    },
  },
  {
    id: 'M30',
    variant: 'read missing',
    expected: 'warning',
    rules: ['request.missing'],
    apply: (context) =>
      withoutEntry(context, ({ request }) => request.method === 'GET', [
        'read',
        'download',
        'page',
      ]),
  },
  {
    id: 'M31',
    variant: 'write missing',
    expected: 'breaking',
    rules: ['request.write.missing'],
    apply: (context) => withoutEntry(context, ({ request }) => request.method !== 'GET', ['write']),
  },
  {
    id: 'M32',
    variant: 'sent twice',
    expected: 'breaking',
    rules: ['request.write.duplicated'],
    apply(context) {
      const { facts, har, random } = context
      const entry = pick(
        context,
        ({ request }) => request.method !== 'GET' && request.bodySize > 0,
        ['write'],
      )
      if (!entry) return undefined
      const twin = structuredClone(entry)
      // The server makes a second thing, with an id of its own.
      const root = responseJson(twin)
      if (root !== undefined) {
        const table = facts.answer(entry._eval.tag)
        for (const [path, value] of nodesOf(root)) {
          if (
            typeof value === 'string' &&
            path.length > 0 &&
            !table.isStable(path) &&
            !/[ :]/.test(value)
          ) {
            setAt(root, path, random.reroll(value))
          }
        }
        setResponseJson(twin, root)
      }
      insertAfter(har, har.log.entries.indexOf(entry), twin)
      return { entries: [entry, twin], path: '' }
    },
  },
  {
    id: 'M33',
    variant: 'same host',
    expected: 'info',
    rules: ['request.added'],
    apply(context) {
      const entry = pick(context, ({ response }) => responseJson({ response }) !== undefined, [
        'read',
        'write',
      ])
      if (!entry) return undefined
      const twin = asGet(entry)
      const url = new URL(twin.request.url)
      url.pathname = '/announcements'
      url.search = ''
      setUrl(twin, url)
      setResponseJson(twin, { announcements: [], checked: true })
      insertAfter(context.har, context.har.log.entries.indexOf(entry), twin)
      return { entries: [twin], tags: [], path: url.pathname }
    },
  },
  {
    id: 'M34',
    variant: 'third party',
    expected: 'breaking',
    rules: ['request.host.new'],
    apply(context) {
      const entry = pick(context, ({ response }) => responseJson({ response }) !== undefined, [
        'read',
        'write',
      ])
      if (!entry) return undefined
      const twin = asGet(entry)
      setUrl(
        twin,
        new URL(`https://collect.adwatcher.test/v1/visit?u=${context.random.uuid()}&p=%2Fcheckout`),
      )
      twin.request.headers = twin.request.headers.filter(
        ({ name }) => !/^(cookie|authorization|x-)/i.test(name),
      )
      twin.request.cookies = []
      twin.connection = '99'
      setResponseJson(twin, { ok: true })
      insertAfter(context.har, context.har.log.entries.indexOf(entry), twin)
      return { entries: [twin], tags: [], path: 'collect.adwatcher.test' }
    },
  },
  {
    id: 'M35',
    variant: '12 more',
    expected: 'warning',
    rules: ['requests.n-plus-one', 'requests.more'],
    apply(context) {
      const har = context.runWith('n+1')
      if (!har) return undefined
      context.har = har
      return {
        entries: har.log.entries.filter(({ _eval }) => _eval.tag.startsWith('n+1')),
        tags: [],
        path: '',
      }
    },
  },
  {
    id: 'M36',
    variant: 'never done',
    expected: 'breaking',
    rules: ['response.state.unfinished'],
    apply(context) {
      const har = context.runWith('stuck')
      if (!har) return undefined
      context.har = har
      const polls = har.log.entries.filter(({ _eval }) => _eval.kind === 'poll')
      return { entries: polls, path: 'state' }
    },
  },
  {
    id: 'M37',
    variant: 'one endpoint',
    expected: 'warning',
    rules: ['request.moved'],
    apply(context) {
      const entry = pick(context, isApi, ['read', 'write'])
      const stem = ({ _eval }) => _eval.tag.split(/[:~]/)[0]
      return entry && move(context.har.log.entries.filter((each) => stem(each) === stem(entry)))
    },
  },
  {
    id: 'M37',
    variant: 'whole API',
    expected: 'warning',
    rules: ['request.moved'],
    apply({ har }) {
      const entries = har.log.entries.filter(isApi)
      return entries.length > 0 ? move(entries) : undefined
    },
  },
]
