/** Pages and people of a wiki of a world. */
const titles = [
  'Onboarding',
  'Travel policy',
  'Release checklist',
  'Office plants',
  'Incident guide',
  'Glossary',
  'Holiday calendar',
  'Style guide',
]
const words =
  'team review every Monday checklist before release please ask owner update table weekly notes signed archive budget plan travel approve draft'.split(
    ' ',
  )

export function wiki(run) {
  const random = run.world('wiki')
  const people = ['Iris Laine', 'Bo Dahl', 'Carmen Ruiz', 'Dewi Putri', 'Emeka Obi'].map(
    (name) => ({
      id: random.base62(10),
      full_name: name,
      initials: name
        .split(' ')
        .map(([first]) => first)
        .join(''),
      role: random.pick(['editor', 'viewer', 'owner']),
    }),
  )
  const pages = titles.map((title, at) => ({
    id: random.base62(12),
    title,
    slug: title.toLowerCase().replaceAll(' ', '-'),
    state: random.pick(['published', 'published', 'draft', 'archived']),
    word_count: random.int(120, 900),
    summary: Array.from({ length: 9 }, () => random.pick(words)).join(' '),
    author: people[at % people.length],
    created_at: `2025-${String(at + 2).padStart(2, '0')}-14T07:45:0${at}+02:00`,
    labels: random.sample(['hr', 'it', 'legal', 'howto', 'archive', 'policy'], 4),
    reviewed_by: null,
  }))
  pages.sort((first, second) => first.title.localeCompare(second.title))
  const history = [3, 2, 1].map((number) => ({
    number,
    note: random.pick(['Fix typo', 'New table', 'First version', 'Clearer words']),
    saved_on: `0${number} Nov 2025`,
    editor: people[number].id,
  }))
  return { people, pages, history, key: `wk_${'*'.repeat(12)}${random.base62(4)}` }
}
