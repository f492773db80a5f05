import type { ExchangeObserver } from './engine.ts'

/** Takes what nobody wants to keep: no session can be made for it, or its recording is paused. */
export const nobody: ExchangeObserver = {
  requestBody: () => undefined,
  requestEnd() {},
  informational() {},
  response() {},
  responseBody: () => undefined,
  responseTrailers() {},
  message() {},
  end() {},
}
