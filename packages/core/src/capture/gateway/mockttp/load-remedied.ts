import { chooseAbsoluteForm } from './absolute-form.ts'
import { nameAddresses, signOwnCertificates } from './leaf-certificates.ts'
import { loadMockttp, type MockttpModules } from './modules.ts'
import { matchAddresses, preciseLoopCheck, resolveLocalhost } from './remedies.ts'
import { shareSecureContexts } from './shared-secure-context.ts'

/** In the order in which they are applied. */
const remedies: ReadonlyArray<(modules: MockttpModules) => void> = [
  preciseLoopCheck,
  resolveLocalhost,
  matchAddresses,
  chooseAbsoluteForm,
  shareSecureContexts,
  signOwnCertificates,
  nameAddresses,
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
