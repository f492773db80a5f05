import * as vitest from 'vitest'
import { assertSupported } from './supported.ts'
import { FileCapture } from './file-capture.ts'
import { installHost } from './host.ts'
import { importNatively } from './import-natively.ts'
import { lazyMatchers } from './matchers.ts'
import { providedRun } from './provided.ts'
import { reportTest } from './report-test.ts'
import { describeFile } from './test-file.ts'

assertSupported(vitest)

const loadOpenFile = () => importNatively<typeof import('./open-file.ts')>('./open-file.js')

const suite = vitest.TestRunner.getCurrentSuite()
const run = vitest.inject(providedRun)
const options = vitest.inject('hartifact')

const capture = new FileCapture({
  file: suite.file,
  open: async (file) => {
    if ((run?.options ?? options)?.enabled === false) return undefined
    const { openFile } = await loadOpenFile()
    return openFile({ file, run, options })
  },
  report: (test, finished) => reportTest(vitest.recordArtifact, test, finished),
})

const uninstall = installHost(suite.file, capture)

if (uninstall) {
  // Not by `aroundAll` and `aroundEach`, which set up the automatic fixtures of a test before they
  // call the hook: what these send would not belong to the test.
  suite.on('aroundAll', (runFile) => capture.aroundAll(runFile).finally(uninstall))
  suite.on('aroundEach', (runTest, { task }) => capture.aroundEach(runTest, task))
  const loadMatchers = async () => (await loadOpenFile()).matchers
  vitest.expect.extend(lazyMatchers(loadMatchers, () => capture.timeLeft()))
  // What the file of tests sends when it is loaded is captured, too.
  await capture.open(describeFile(suite.file, run?.rootDir))
}
