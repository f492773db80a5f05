import { signOwnCertificates } from './leaf-certificates.ts'
import { loadMockttp, type MockttpModules } from './modules.ts'
import { answerHello } from './tls-front.ts'

/** In the order in which they are applied. */
const remedies: ReadonlyArray<(modules: MockttpModules) => void> = [
  signOwnCertificates,
  answerHello,
]

let loaded: MockttpModules | undefined

/** mockttp with its faults mended. They are mended in shared modules, so it is done once. */
export function loadRemedied(): MockttpModules {
  if (!loaded) {
    loaded = loadMockttp()
    for (const remedy of remedies) remedy(loaded)
  }
  return loaded
}
