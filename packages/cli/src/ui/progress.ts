import { truncate } from './display-width.ts'
import type { Target } from './output.ts'
import { printable } from './printable.ts'

/** Says on a terminal how far something is; disposing removes it. */
export interface Progress extends Disposable {
  /** `total` where it is known. */
  update(done: number, total?: number): void
  [Symbol.dispose](): void
}

/** What is done by then needs no bar. */
const patience = 500
const betweenUpdates = 100
const barWidth = 24
const eraseLine = '\r\u001B[2K'

/** Progress on `stream`, which is for people: it does nothing where there is no terminal. */
export function progressOn(
  stream: Target,
  label: string,
  clock: () => number = () => performance.now(),
): Progress {
  const begun = clock()
  let shown: number | undefined
  const show = (text: string): void => {
    shown = clock()
    stream.write(
      `${eraseLine}${truncate(`${printable(label)} ${text}`, (stream.columns ?? 80) - 1)}`,
    )
  }
  // Not everything says how far it is.
  const timer = stream.isTTY ? setTimeout(() => shown ?? show('…'), patience) : undefined
  timer?.unref()
  return {
    update(done, total) {
      if (!stream.isTTY) return
      if (clock() - (shown ?? begun + patience - betweenUpdates) < betweenUpdates) return
      show(progressText(done, total))
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
      if (shown !== undefined) stream.write(eraseLine)
      shown = undefined
    },
  }
}

function progressText(done: number, total: number | undefined): string {
  if (!total) return done.toLocaleString('en-US')
  const share = Math.min(1, done / total)
  const full = Math.round(share * barWidth)
  const bar = '#'.repeat(full).padEnd(barWidth, '.')
  return `[${bar}] ${Math.floor(share * 100)} %  ${done.toLocaleString('en-US')}/${total.toLocaleString('en-US')}`
}
