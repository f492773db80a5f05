import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { testAborts } from './contract/aborts.contract.ts'
import { testAddresses } from './contract/addresses.contract.ts'
import { testBackPressure } from './contract/back-pressure.contract.ts'
import { testConnections } from './contract/connections.contract.ts'
import { testEarlyResponses } from './contract/early-response.contract.ts'
import { testFraming } from './contract/framing.contract.ts'
import { testGrpc } from './contract/grpc.contract.ts'
import { testHeaderEdges } from './contract/header-edges.contract.ts'
import { testHeaders } from './contract/headers.contract.ts'
import { testHttp2Failures } from './contract/http2-failures.contract.ts'
import { testHttp2 } from './contract/http2.contract.ts'
import { testInformational } from './contract/informational.contract.ts'
import { testRefusals } from './contract/refusals.contract.ts'
import { testServerAborts } from './contract/server-aborts.contract.ts'
import { testSocks } from './contract/socks.contract.ts'
import { Stage } from './contract/stage.contract.ts'
import { testStreams } from './contract/streams.contract.ts'
import { testTimeouts } from './contract/timeouts.contract.ts'
import { testTimings } from './contract/timings.contract.ts'
import { testTrailers } from './contract/trailers.contract.ts'
import { testTrust } from './contract/trust.contract.ts'
import { testTunnels } from './contract/tunnels.contract.ts'
import { testUpgrades } from './contract/upgrades.contract.ts'
import { testUpstreamFailures } from './contract/upstream-failures.contract.ts'
import { testUpstreamProxy } from './contract/upstream-proxy.contract.ts'
import { testVersions } from './contract/versions.contract.ts'
import { testWebSocketBytes } from './contract/websocket-bytes.contract.ts'
import { testWebSockets } from './contract/websockets.contract.ts'
import type { StartEngine } from './engine.ts'

/** The cases that every engine must pass: real servers, real sockets, real TLS. */
export function testEngine(name: string, startEngine: StartEngine): void {
  describe(name, () => {
    const stage = new Stage(startEngine)
    beforeAll(() => stage.open())
    afterEach(() => stage.clear())
    afterAll(() => stage.close())

    testFraming(stage)
    testInformational(stage)
    testTrailers(stage)
    testHeaders(stage)
    testHeaderEdges(stage)
    testEarlyResponses(stage)
    testAborts(stage)
    testServerAborts(stage)
    testUpstreamFailures(stage)
    testTimeouts(stage)
    testConnections(stage)
    testUpgrades(stage)
    testWebSockets(stage)
    testWebSocketBytes(stage)
    testStreams(stage)
    testBackPressure(stage)
    testHttp2(stage)
    testHttp2Failures(stage)
    testGrpc(stage)
    testVersions(stage)
    testTunnels(stage)
    testSocks(stage)
    testAddresses(stage)
    testTrust(stage)
    testUpstreamProxy(stage)
    testRefusals(stage)
    testTimings(stage)
  })
}
