import type { LineNeed } from '../entry/query/index.ts'
import { BodyScan } from './body-scan.ts'
import { lineTexts } from './line-chunks.ts'
import { ownersOf } from './line-owner.ts'

/** Some lines of a segment. */
export interface LineChunk {
  readonly segment: number
  readonly bytes: Buffer
}

interface LineText {
  readonly segment: number
  readonly text: string
}

/** Collects, while the lines of one session pass by, whose lines meet some needs. */
export class CandidateScan {
  /** What was found of the bodies; to be asked when all lines have passed. */
  readonly bodies: BodyScan
  readonly #needs: readonly LineNeed[]
  /** Needs that a body may meet. */
  readonly #ofBodies: readonly number[]
  /** By need, who meets it. */
  readonly #found: ReadonlyArray<Set<string>>
  /** Whether more than the lines themselves counts. */
  readonly #notes: boolean
  readonly #asked = new Set<string>()
  readonly #answered = new Set<string>()

  constructor(needs: readonly LineNeed[]) {
    this.#needs = needs
    this.#notes = needs.some(({ bodies, unanswered }) => bodies ?? unanswered)
    this.#found = needs.map(() => new Set())
    this.#ofBodies = [...needs.keys()].filter((need) => needs[need]!.bodies)
    this.bodies = new BodyScan(this.#ofBodies.map((need) => needs[need]!.bodies!))
  }

  /**
   * Looks at some lines. They are texts for no longer than this takes, since it costs much to keep
   * them.
   *
   * @param isAll - whether there are no others
   * @returns false when nobody can meet all needs
   */
  look(chunks: readonly LineChunk[], isAll: boolean): boolean {
    if (isAll && this.#needs.length > 1) return this.#lookByNeeds([...textsOf(chunks)])
    for (const line of textsOf(chunks)) {
      for (const need of this.#needs.keys()) this.#find(need, line)
      if (this.#notes) this.#note(line)
    }
    return true
  }

  /** Looks at lines again for those who have the bodies that were found. */
  lookForBodies(bytes: Buffer): void {
    for (const text of lineTexts(bytes)) {
      for (const [index, owners] of this.bodies.owners(text).entries()) {
        this.#add(this.#ofBodies[index]!, owners)
      }
    }
  }

  /** Those who meet all needs, when all lines have passed. */
  result(): string[] {
    const missing = [...this.#asked].filter((owner) => !this.#answered.has(owner))
    for (const [need, { unanswered }] of this.#needs.entries()) {
      if (unanswered) this.#add(need, missing)
    }
    for (const need of this.#ofBodies) this.#add(need, this.bodies.encoded)
    const [fewest = [], ...others] = this.#found.toSorted((a, b) => a.size - b.size)
    return [...fewest].filter((owner) => others.every((set) => set.has(owner)))
  }

  /** Where nobody meets one need, nobody looks for the next. */
  #lookByNeeds(lines: readonly LineText[]): boolean {
    for (const [need, { bodies, unanswered }] of this.#needs.entries()) {
      for (const line of lines) this.#find(need, line)
      if (this.#found[need]!.size === 0 && !bodies && !unanswered) return false
    }
    if (this.#notes) for (const line of lines) this.#note(line)
    return true
  }

  #find(need: number, { text }: LineText): void {
    const { lines } = this.#needs[need]!
    if (lines) this.#add(need, ownersOf(text, lines))
  }

  #add(need: number, owners: Iterable<string>): void {
    for (const owner of owners) this.#found[need]!.add(owner)
  }

  #note({ segment, text }: LineText): void {
    this.bodies.read(segment, text)
    if (!this.#needs.some(({ unanswered }) => unanswered)) return
    for (const owner of ownersOf(text, /^\{"t":"req"/gm)) this.#asked.add(owner)
    for (const owner of ownersOf(text, /^\{"t":"res"/gm)) this.#answered.add(owner)
  }
}

function* textsOf(chunks: readonly LineChunk[]): Generator<LineText, void, undefined> {
  for (const { bytes, segment } of chunks) {
    for (const text of lineTexts(bytes)) yield { segment, text }
  }
}
