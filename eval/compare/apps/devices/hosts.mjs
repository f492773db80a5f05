/** JSON-RPC, gRPC-web, and downloads. */
export const rpc = 'https://iot.gridhub.test/rpc'

export const grid = 'https://grpc.gridhub.test'

export const files = 'https://fw.gridhub.test'
