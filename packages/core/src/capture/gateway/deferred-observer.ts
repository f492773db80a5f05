import type { EngineMessage, ExchangeObserver } from './engine.ts'

/** Bytes that are kept meanwhile without asking for time. */
const roomFor = 256 * 1024

/**
 * Takes what passes while its real observer is still being made, and hands it over then. Whoever
 * brings many bytes meanwhile is asked to wait.
 */
export class DeferredObserver implements ExchangeObserver {
  #target: ExchangeObserver | undefined
  #waiting: Array<(observer: ExchangeObserver) => void> = []
  #room = roomFor

  constructor(target: Promise<ExchangeObserver>) {
    void target.then((observer) => {
      for (const call of this.#waiting) call(observer)
      this.#waiting = []
      this.#target = observer
    })
  }

  requestBody(chunk: Uint8Array): Promise<void> | undefined {
    return this.#pass(chunk, (observer) => observer.requestBody(chunk))
  }

  requestEnd(...parameters: Parameters<ExchangeObserver['requestEnd']>): void {
    this.#tell((observer) => observer.requestEnd(...parameters))
  }

  informational(...parameters: Parameters<ExchangeObserver['informational']>): void {
    this.#tell((observer) => observer.informational(...parameters))
  }

  response(...parameters: Parameters<ExchangeObserver['response']>): void {
    this.#tell((observer) => observer.response(...parameters))
  }

  responseBody(chunk: Uint8Array): Promise<void> | undefined {
    return this.#pass(chunk, (observer) => observer.responseBody(chunk))
  }

  responseTrailers(...parameters: Parameters<ExchangeObserver['responseTrailers']>): void {
    this.#tell((observer) => observer.responseTrailers(...parameters))
  }

  message(message: EngineMessage): Promise<void> | undefined {
    return this.#pass(message.data, (observer) => observer.message(message))
  }

  end(...parameters: Parameters<ExchangeObserver['end']>): void {
    this.#tell((observer) => observer.end(...parameters))
  }

  #tell(call: (observer: ExchangeObserver) => void): void {
    if (this.#target) call(this.#target)
    else this.#waiting.push(call)
  }

  #pass(
    { byteLength }: Uint8Array,
    call: (observer: ExchangeObserver) => Promise<void> | undefined,
  ): Promise<void> | undefined {
    if (this.#target) return call(this.#target)
    this.#room -= byteLength
    if (this.#room >= 0) {
      // It asks for time when its disk is slow; by then this is over.
      this.#waiting.push((observer) => void call(observer))
      return undefined
    }
    return new Promise((resolve) => {
      this.#waiting.push((observer) => resolve(call(observer)))
    })
  }
}
