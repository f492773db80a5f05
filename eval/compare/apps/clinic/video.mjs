import { binary } from '../../kit/body.mjs'
import { grpcWeb, message } from '../devices/protobuf.mjs'
import { video } from './hosts.mjs'
import { seconds } from './times.mjs'

const type = 'application/grpc-web+proto'

/** The room for visits by video, from a service that speaks gRPC-web. */
export function videoRoom({ data, run }) {
  const { doctor, slot } = data.appointments[0]
  run.exchange({
    tag: 'video',
    method: 'POST',
    url: `${video}/kestrel.video.v1.Rooms/OpenRoom`,
    headers: [['x-grpc-web', '1']],
    body: binary(type, grpcWeb(message({ 1: doctor.ulid, 2: slot, 3: 30 }))),
    answer: {
      body: binary(
        type,
        grpcWeb(
          message({
            1: 'cardiology-north',
            2: doctor.ulid,
            3: ['camera', 'chat', 'interpreter'],
            4: seconds(run, 1_800_000),
            5: run.draw('N5', 'video').base62(44),
            6: 12,
          }),
          0,
        ),
      ),
    },
  })
}
