/** A variable that names a file of authorities. */
export interface TrustVariable {
  readonly name: string
  /** Who reads it. */
  readonly readers: string
  /** It adds to what the client trusts; others replace it. */
  readonly adds?: true
  /** Variables that its readers read when it is not set, in order. */
  readonly instead?: readonly string[]
  /** Left alone where the user has not set it. */
  readonly onlyIfSet?: true
}

/** All variables that are set so that a client trusts the authority. */
export const trustVariables: readonly TrustVariable[] = [
  { name: 'NODE_EXTRA_CA_CERTS', readers: 'Node, Bun', adds: true },
  { name: 'DENO_CERT', readers: 'Deno', adds: true },
  { name: 'SSL_CERT_FILE', readers: 'OpenSSL: Python, Ruby, Perl, PHP; Go and .NET on Linux' },
  { name: 'CURL_CA_BUNDLE', readers: 'curl', instead: ['SSL_CERT_FILE'] },
  { name: 'REQUESTS_CA_BUNDLE', readers: 'requests of Python', instead: ['CURL_CA_BUNDLE'] },
  { name: 'PIP_CERT', readers: 'pip', instead: ['REQUESTS_CA_BUNDLE', 'CURL_CA_BUNDLE'] },
  { name: 'GIT_SSL_CAINFO', readers: 'git' },
  { name: 'AWS_CA_BUNDLE', readers: 'AWS CLI and SDKs', instead: ['REQUESTS_CA_BUNDLE'] },
  { name: 'CARGO_HTTP_CAINFO', readers: 'Cargo', instead: ['SSL_CERT_FILE'] },
  { name: 'PERL_LWP_SSL_CA_FILE', readers: 'LWP of Perl', instead: ['SSL_CERT_FILE'] },
  { name: 'npm_config_cafile', readers: 'npm, pnpm, Yarn 1', onlyIfSet: true },
  { name: 'NIX_SSL_CERT_FILE', readers: 'programs of Nix', onlyIfSet: true },
]
