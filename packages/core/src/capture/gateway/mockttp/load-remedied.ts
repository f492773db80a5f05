import { openAuthority } from './leaf-certificates.ts'
import { loadMockttp, type MockttpModules } from './modules.ts'
import { answerHello } from './tls-front.ts'

let loaded: MockttpModules | undefined

/** mockttp with its faults mended. They are mended in shared modules, so it is done once. */
export function loadRemedied(): MockttpModules {
  if (!loaded) {
    loaded = loadMockttp(openAuthority)
    answerHello(loaded)
  }
  return loaded
}
