import { type Colours, coloursFor } from './colours.ts'

/**
 * How a reporter speaks: on stderr, since stdout may be another reporter's file. It also takes the
 * reporter's own errors, as a report must never break a run.
 */
export class ReporterVoice {
  readonly colours: Colours = coloursFor(process.stderr.isTTY)
  readonly #isQuiet: boolean

  /** @param quiet - whether only warnings are printed */
  constructor({ quiet = false }: { readonly quiet?: boolean }) {
    this.#isQuiet = quiet
  }

  /** Prints a line, unless it is to be quiet. */
  print(text: string): void {
    if (!this.#isQuiet) this.#write(this.colours.dim('hartifact:'), text)
  }

  /** Prints a problem of the reporter. */
  warn(text: string): void {
    this.#write(this.colours.yellow('hartifact:'), text)
  }

  /** Runs a step; an error of it becomes a warning. */
  guard(step: () => void): void {
    try {
      step()
    } catch (error) {
      this.complain(error)
    }
  }

  /** {@link guard} for a step that takes its time. */
  async try(step: () => Promise<void>): Promise<void> {
    try {
      await step()
    } catch (error) {
      this.complain(error)
    }
  }

  /** Says that the report is incomplete because of an error. */
  complain(error: unknown): void {
    const [line] = (error instanceof Error ? error.message : String(error)).split('\n', 1)
    this.warn(`the report is incomplete: ${line}`)
  }

  #write(who: string, text: string): void {
    process.stderr.write(`  ${who} ${text}\n`)
  }
}
