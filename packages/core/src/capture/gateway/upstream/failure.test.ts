import { describe, expect, it } from 'vitest'
import { upstreamFailure } from './failure.ts'

describe('an error on the way to the server', () => {
  it.each([
    ['ENOTFOUND', 'dns'],
    ['EAI_AGAIN', 'dns'],
    ['ECONNREFUSED', 'refused'],
    ['ENETUNREACH', 'refused'],
    ['ERR_PROXY_TUNNEL', 'refused'],
    ['ETIMEDOUT', 'timeout'],
    ['ECONNRESET', 'reset'],
    ['EPIPE', 'reset'],
    ['ERR_STREAM_PREMATURE_CLOSE', 'reset'],
    ['ERR_HTTP2_STREAM_ERROR', 'reset'],
    ['ERR_HTTP2_GOAWAY_SESSION', 'reset'],
    ['ERR_HTTP2_SESSION_ERROR', 'protocol'],
    ['ERR_HTTP2_ERROR', 'protocol'],
    ['HPE_INVALID_CONSTANT', 'protocol'],
    ['EPROTO', 'upstream-tls'],
    ['CERT_HAS_EXPIRED', 'upstream-tls'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'upstream-tls'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'upstream-tls'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'upstream-tls'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'upstream-tls'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'upstream-tls'],
    ['ERR_CLIENT_CERTIFICATE', 'upstream-tls'],
    ['INVALID_PURPOSE', 'upstream-tls'],
    ['EMFILE', 'other'],
  ])('%s is of kind %s', (code, kind) => {
    expect(upstreamFailure({ code, message: 'It broke' })).toEqual({
      kind,
      code,
      message: 'It broke',
    })
  })

  it('may have neither code nor message', () => {
    const { kind, message } = upstreamFailure({})
    expect(kind).toBe('other')
    expect(message).not.toBe('')
    expect(upstreamFailure(AbortSignal.abort().reason as Error)).not.toHaveProperty('code')
  })

  it.each([
    [
      '0020D4F0AA7F0000:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../deps/openssl/ssl/record/rec_layer_s3.c:1605:SSL alert number 40\n',
      'sslv3 alert handshake failure',
    ],
    ['write EPROTO C0A8:error:0A00010B:x', 'write EPROTO C0A8:error:0A00010B:x'],
    [
      'write EPROTO 4037C0A86E7F0000:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../deps/openssl/ssl/record/ssl3_record.c:354:\n',
      'write EPROTO wrong version number',
    ],
    [
      'self-signed certificate; if the root CA is installed locally, try running Node.js with --use-system-ca',
      'self-signed certificate',
    ],
    ['first\nsecond', 'first'],
  ])('says %j as %j', (message, expected) => {
    expect(upstreamFailure({ message }).message).toBe(expected)
  })
})
