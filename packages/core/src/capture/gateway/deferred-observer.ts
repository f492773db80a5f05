import type { EngineMessage, ExchangeObserver } from './engine.ts'

/**
 * Takes what passes while its real observer is still being made, and hands it over then. Whoever
 * brings bytes meanwhile is asked to wait.
 */
export class DeferredObserver implements ExchangeObserver {
  #target: ExchangeObserver | undefined
  #waiting: Array<(observer: ExchangeObserver) => void> = []

  constructor(target: Promise<ExchangeObserver>) {
    void target.then((observer) => {
      for (const call of this.#waiting) call(observer)
      this.#waiting = []
      this.#target = observer
    })
  }

  requestBody(chunk: Uint8Array): Promise<void> | undefined {
    return this.#pass((observer) => observer.requestBody(chunk))
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
    return this.#pass((observer) => observer.responseBody(chunk))
  }

  responseTrailers(...parameters: Parameters<ExchangeObserver['responseTrailers']>): void {
    this.#tell((observer) => observer.responseTrailers(...parameters))
  }

  message(message: EngineMessage): Promise<void> | undefined {
    return this.#pass((observer) => observer.message(message))
  }

  end(...parameters: Parameters<ExchangeObserver['end']>): void {
    this.#tell((observer) => observer.end(...parameters))
  }

  #tell(call: (observer: ExchangeObserver) => void): void {
    if (this.#target) call(this.#target)
    else this.#waiting.push(call)
  }

  #pass(
    call: (observer: ExchangeObserver) => Promise<void> | undefined,
  ): Promise<void> | undefined {
    if (this.#target) return call(this.#target)
    return new Promise((resolve) => {
      this.#waiting.push((observer) => resolve(call(observer)))
    })
  }
}
