/**
 * Loaded into every Node process of a recorded command, and of a session's child processes, by
 * `--require` in `NODE_OPTIONS`: routes its HTTP clients through the capture proxy. It must never
 * break such a process, whatever its version; so what newer syntax could break stands in files of
 * its own.
 */
try {
  if (process.env['HARTIFACT_PROXY']) require('./route.cjs')
} catch {
  // The process is then recorded as far as it obeys the proxy variables by itself.
}
