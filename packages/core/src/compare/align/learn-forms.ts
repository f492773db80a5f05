import { groupBy } from '../group-by.ts'
import { exchanged, type SegmentUse } from './segment-uses.ts'

/**
 * What the forms of the texts at one place say together, where a single one could be a word: numbers
 * in slugs, hashes of files without a digit, ids that happen to be letters only.
 *
 * @param uses - all texts at the place
 * @param words - those that are no ids by their own form
 */
export function learnForms(
  uses: readonly SegmentUse[],
  words: readonly SegmentUse[],
  samples: number,
): Map<string, string> {
  return new Map([
    ...likeTheOthers(uses, words, samples),
    ...slugs(uses, words, samples),
    ...numbered(words),
    ...builds(words),
  ])
}

/** `aabbcc` among `8f3a2c`, `01b2c3` and `77d0e1`. */
function likeTheOthers(
  uses: readonly SegmentUse[],
  words: readonly SegmentUse[],
  samples: number,
): Array<[string, string]> {
  const ids = uses.filter(({ piece, text }) => piece === '{id}' && !/^\d+$/.test(text))
  const length = ids[0]?.text.length ?? 0
  if (ids.length < 3 || length < 5 || ids.some(({ text }) => text.length !== length)) return []
  const sign = ids.every(({ text }) => /^[\da-f]+$/.test(text)) ? /^[\da-f]+$/ : /^[\w-]+$/
  return words
    .filter(
      (use) => use.text.length === length && sign.test(use.text) && use.samples.size < samples,
    )
    .map(({ text }) => [text, '{id}'])
}

/**
 * `blue-lamp-cccb` where `blue-lamp-8f3a` is another time; and where `red-chair-01b2` is beside it, the
 * words before the hash vary, too.
 */
function slugs(
  uses: readonly SegmentUse[],
  words: readonly SegmentUse[],
  samples: number,
): Array<[string, string]> {
  const split = uses.flatMap((use) => {
    const [, stem = '', hash = ''] = /^(.+[-_.])([\da-z]+)$/i.exec(use.text) ?? []
    return stem === '' ? [] : [{ ...use, stem, hash, isHash: use.piece === `${stem}{id}` }]
  })
  const hashed = split.filter(({ isHash, hash }) => isHash && /[a-z]/i.test(hash))
  const isVaried = new Set(hashed.map(({ stem }) => stem)).size > 1
  const forms = new Map(
    split
      .filter(({ isHash }) => isHash)
      .map(({ stem, hash, piece }) => [`${stem} ${hash.length}`, piece]),
  )
  const lengths = new Set(hashed.map(({ hash }) => hash.length))
  const texts = new Set(words.map(({ text }) => text))
  return split.flatMap(
    ({ text, stem, hash, isHash, piece, samples: used }): Array<[string, string]> => {
      if (isVaried && isHash && lengths.has(hash.length)) return [[text, '{id}']]
      if (!texts.has(text) || used.size === samples) return []
      if (isVaried && lengths.has(hash.length) && /^[\da-f]+$/.test(hash)) return [[text, '{id}']]
      const form = /^[\da-f]+$/.test(hash) ? forms.get(`${stem} ${hash.length}`) : undefined
      return form === undefined || form === piece ? [] : [[text, form]]
    },
  )
}

/** `order-5` in one sample and `order-9` in another; not the versions of files. */
function numbered(words: readonly SegmentUse[]): Array<[string, string]> {
  const texts = words.filter(({ text }) => /\d/.test(text) && !/\d\.\d|\.[a-z]{2,5}$/.test(text))
  return [...groupBy(texts, ({ text }) => text.replaceAll(/\d+/g, '{id}'))]
    .filter(([, uses]) => uses.length > 1 && exchanged(uses) > 0)
    .flatMap(([piece, uses]) => uses.map(({ text }): [string, string] => [text, piece]))
}

/** `index-DiwrgTda.js` in one sample and `index-BxYqabcd.js` in another. */
function builds(words: readonly SegmentUse[]): Array<[string, string]> {
  const split =
    /^(.+[-.])([\w-]{8,32})(\.(?:m?js|css|map|woff2?|png|jpe?g|svg|webp|json)(?:\.map)?)$/
  const files = words.flatMap((use) => {
    const [, stem, hash = '', extension] = split.exec(use.text) ?? []
    return /[A-Z\d]/.test(hash) ? [{ use, piece: `${stem}{hash}${extension}` }] : []
  })
  return [...groupBy(files, ({ piece, use }) => `${piece} ${use.text.length}`)]
    .filter(([, group]) => group.length > 1 && exchanged(group.map(({ use }) => use)) > 0)
    .filter(([, group]) => group.every(({ use }) => !sharesSample(use, group)))
    .flatMap(([, group]) => group.map(({ use, piece }): [string, string] => [use.text, piece]))
}

function sharesSample(
  use: SegmentUse,
  group: ReadonlyArray<{ readonly use: SegmentUse }>,
): boolean {
  return group.some(
    (other) =>
      other.use !== use && [...other.use.samples].some((sample) => use.samples.has(sample)),
  )
}
