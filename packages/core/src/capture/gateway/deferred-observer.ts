import type { ExchangeObserver } from './engine.ts'

/** Takes what passes while its real observer is still being made, and hands it over then. */
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

  requestBody(...parameters: Parameters<ExchangeObserver['requestBody']>): void {
    this.#tell((observer) => observer.requestBody(...parameters))
  }

  requestEnd(...parameters: Parameters<ExchangeObserver['requestEnd']>): void {
    this.#tell((observer) => observer.requestEnd(...parameters))
  }

  response(...parameters: Parameters<ExchangeObserver['response']>): void {
    this.#tell((observer) => observer.response(...parameters))
  }

  responseBody(...parameters: Parameters<ExchangeObserver['responseBody']>): void {
    this.#tell((observer) => observer.responseBody(...parameters))
  }

  responseTrailers(...parameters: Parameters<ExchangeObserver['responseTrailers']>): void {
    this.#tell((observer) => observer.responseTrailers(...parameters))
  }

  message(...parameters: Parameters<ExchangeObserver['message']>): void {
    this.#tell((observer) => observer.message(...parameters))
  }

  end(...parameters: Parameters<ExchangeObserver['end']>): void {
    this.#tell((observer) => observer.end(...parameters))
  }

  #tell(call: (observer: ExchangeObserver) => void): void {
    if (this.#target) call(this.#target)
    else this.#waiting.push(call)
  }
}

/** Takes what no session can be found for, because the store refuses to make one. */
export const nobody: ExchangeObserver = {
  requestBody() {},
  requestEnd() {},
  response() {},
  responseBody() {},
  responseTrailers() {},
  message() {},
  end() {},
}
