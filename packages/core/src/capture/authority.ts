import { createHash, X509Certificate } from 'node:crypto'
import { chmod, link, mkdir, readdir, readFile, stat, unlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { HartifactError } from '../errors.ts'

/** The certificate authority that signs for intercepted servers. Its key never leaves this machine. */
export interface Authority {
  /** File with the certificate alone, for `NODE_EXTRA_CA_CERTS`, `curl --cacert` and the like. */
  readonly certPath: string
  /** The certificate, PEM. */
  readonly pem: string
  /** Base64 SHA-256 of the public key, for Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spki: string
}

/** {@link Authority} with its private key, for the engine only. */
export interface AuthorityWithKey extends Authority {
  readonly key: string
}

const day = 24 * 60 * 60 * 1000
const lifetime = 30 * day
/** A new one is made when less than this is left, so that none expires during a run. */
const margin = 3 * day

/**
 * The folder where the authority is kept: `$HARTIFACT_CA_FOLDER`, else the user's cache folder, so
 * that all projects and workers share one.
 */
export function authorityFolder(environment: NodeJS.ProcessEnv = process.env): string {
  if (environment['HARTIFACT_CA_FOLDER']) return environment['HARTIFACT_CA_FOLDER']
  if (environment['XDG_CACHE_HOME']) return join(environment['XDG_CACHE_HOME'], 'hartifact', 'ca')
  if (process.platform === 'win32' && environment['LOCALAPPDATA']) {
    return join(environment['LOCALAPPDATA'], 'hartifact', 'ca')
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'hartifact', 'ca')
  return join(homedir(), '.cache', 'hartifact', 'ca')
}

/**
 * Reads the authority, or makes one that is valid for 30 days. Many processes may ask at once: all
 * get the same one.
 *
 * @throws HartifactError `CA_UNUSABLE` when the folder cannot be written, or belongs to somebody else
 */
export async function ensureAuthority(
  folder: string = authorityFolder(),
): Promise<AuthorityWithKey> {
  let usable = folder
  try {
    await mkdir(usable, { recursive: true, mode: 0o700 })
  } catch {
    // Containers often have no home folder that can be written.
    usable = join(tmpdir(), `hartifact-ca-${process.getuid?.() ?? 'user'}`)
  }
  try {
    await mkdir(usable, { recursive: true, mode: 0o700 })
    if (!isOwn(await stat(usable))) throw new Error('it belongs to another user')
    await chmod(usable, 0o700)
    return (await readNewest(usable)) ?? (await create(usable))
  } catch (cause) {
    throw new HartifactError(
      'CA_UNUSABLE',
      `The certificate authority in ${usable} cannot be used`,
      {
        fix: 'Make the folder writable for you alone, or set HARTIFACT_CA_FOLDER to another one.',
        cause,
      },
    )
  }
}

/** Whoever owns the folder could put an authority there whose key they know. */
export function isOwn(
  folder: { readonly uid: number },
  user: number | undefined = process.getuid?.(),
): boolean {
  return user === undefined || folder.uid === user
}

/**
 * The authority that `startProxy` uses, without starting a proxy: for configuration that must be
 * there before, such as `NODE_EXTRA_CA_CERTS` or the arguments of a browser.
 *
 * @throws HartifactError `CA_UNUSABLE`
 */
export async function certificateAuthority(): Promise<Authority> {
  const { certPath, pem, spki } = await ensureAuthority()
  return { certPath, pem, spki }
}

/** Files are named after the day they expire, so the newest is the last. */
async function readNewest(folder: string): Promise<AuthorityWithKey | undefined> {
  const names = (await readdir(folder))
    .filter((name) => /^authority-\d{8}\.pem$/.test(name))
    .toSorted()
  for (const name of names.toReversed()) {
    const bundle = await readFile(join(folder, name), 'utf8')
    const authority = await parse(folder, name, bundle)
    if (authority) return authority
  }
  return undefined
}

async function parse(
  folder: string,
  name: string,
  bundle: string,
): Promise<AuthorityWithKey | undefined> {
  const [pem] = /-----BEGIN CERTIFICATE-----[^]*?-----END CERTIFICATE-----\n?/.exec(bundle) ?? []
  const [key] = /-----BEGIN PRIVATE KEY-----[^]*?-----END PRIVATE KEY-----\n?/.exec(bundle) ?? []
  if (!pem || !key) return undefined
  const certificate = new X509Certificate(pem)
  if (new Date(certificate.validTo).getTime() - Date.now() < margin) return undefined
  const certPath = join(folder, name.replace(/\.pem$/, '.crt'))
  await publish(certPath, pem)
  const spki = createHash('sha256')
    .update(certificate.publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64')
  return { certPath, pem, key, spki }
}

async function create(folder: string): Promise<AuthorityWithKey> {
  const notAfter = new Date(Date.now() + lifetime)
  const bundle = await generate(notAfter)
  const name = `authority-${notAfter.toISOString().slice(0, 10).replaceAll('-', '')}.pem`
  await publish(join(folder, name), bundle)
  // Somebody else may have been first: what is in the folder counts.
  const authority = await parse(folder, name, await readFile(join(folder, name), 'utf8'))
  if (!authority) throw new Error(`${name} is damaged; delete it`)
  return authority
}

/** Creates a file with its whole content, or leaves the one that is there. */
async function publish(path: string, content: string): Promise<void> {
  const temporary = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`
  try {
    await writeFile(temporary, content, { mode: 0o600, flag: 'wx' })
    await link(temporary, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    await unlink(temporary).catch(() => {})
  }
}

async function generate(notAfter: Date): Promise<string> {
  // Loaded here, because it is needed once a month.
  await import('reflect-metadata')
  const {
    BasicConstraintsExtension,
    KeyUsageFlags,
    KeyUsagesExtension,
    PemConverter,
    X509CertificateGenerator,
    SubjectKeyIdentifierExtension,
  } = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const certificate = await X509CertificateGenerator.createSelfSigned({
    name: 'CN=Hartifact capture (this machine only), O=Hartifact',
    keys,
    signingAlgorithm: algorithm,
    // A little earlier than now, for clients whose clock is behind.
    notBefore: new Date(Date.now() - day),
    notAfter,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey)
  return `${certificate.toString('pem')}\n${PemConverter.encode(key, 'PRIVATE KEY')}\n`
}
