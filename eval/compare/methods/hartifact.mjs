import * as core from '@hartifact/core'

/** `compare()` of @hartifact/core. */
export const hartifact = {
  name: 'Hartifact',
  isGraded: true,
  learns: true,
  isThere: () => typeof core.compare === 'function',
  async compare({ after, baselines, before, hostMap, options }) {
    const { findings, noise, verdict } = await core.compare(before.imported, after.imported, {
      settings: false,
      baselines: baselines.map(({ imported }) => imported),
      ...(hostMap && { hostMap }),
      ...options,
    })
    if (verdict !== 'incomparable') return [...findings, ...noise]
    // Whoever gates on it is stopped as by a breaking finding.
    const stopped = {
      severity: 'breaking',
      rule: 'incomparable',
      endpoint: '',
      path: '',
      beforeEntries: [],
      afterEntries: [],
    }
    return [...findings, stopped]
  },
}
