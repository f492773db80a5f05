/** People and posts of a world. The ids of old things stay; what a run makes gets new ones. */
const handles = [
  'nora',
  'tomasz',
  'yuki',
  'femi',
  'lucia',
  'anders',
  'priya',
  'mateo',
  'hana',
  'oleg',
  'zoe',
  'karim',
]
const sentences = [
  'Morning run along the canal, fog everywhere.',
  'Does anybody know a good book on bread?',
  'The new bridge opens on Friday.',
  'Finally finished the kitchen shelves!',
  'Two herons in the park today.',
  'Rewriting the parser for the third time.',
  'Rain again, so soup again.',
  'Concert tonight, who is coming?',
  'My bike has a name now.',
  'The library extends its opening hours.',
]
const topics = [
  'harbour-fest',
  'slow-food',
  'night-trains',
  'tiny-gardens',
  'retro-games',
  'sea-swimming',
  'paper-maps',
]

export function socialData(run) {
  const random = run.world('people')
  const people = handles.map((handle) => ({
    id: random.snowflake(),
    handle,
    name: handle[0].toUpperCase() + handle.slice(1) + random.pick([' A.', ' K.', ' R.', ' van D.']),
    verified: random.chance(0.3),
    bio: random.chance(0.6)
      ? random.pick(['Gardener.', 'Lives by the sea.', 'Bakes bread.'])
      : null,
    followers: random.int(200, 4000),
    badge: random.pick(['none', 'supporter', 'founder', 'staff']),
  }))
  const posts = sentences.map((body, at) => ({
    id: random.snowflake(),
    body,
    author: people[(at * 5 + 1) % people.length],
    postedAt: Date.UTC(2026, 1, 20 - at, 8 + at, 12, 30, 250),
    visibility: random.pick(['public', 'followers', 'public', 'unlisted']),
    likes: random.int(20, 300),
    media: at % 3 === 0 ? { kind: 'photo', width: 1280, height: 720, alt: 'A picture' } : null,
  }))
  const comments = [0, 1, 2, 3].map((at) => ({
    id: random.snowflake(),
    text: random.pick(['So true', 'Count me in', 'Which one?', 'Lovely!', 'Same here']),
    author: people[at + 2],
    at: Date.UTC(2026, 1, 21, 9, at * 7),
  }))
  return { people, posts, comments, topics: random.sample(topics, 5), viewer: people[0] }
}
