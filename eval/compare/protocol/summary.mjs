/** Severity that makes a comparison fail by default. */
export const failOn = (k) => (k >= 3 ? 'warning' : 'breaking')

const levels = { breaking: 3, warning: 2, info: 1, noise: 0 }

/** Findings at or above a severity; methods that do not grade fail on anything. */
export const atLeast = (findings, severity, isGraded = true) =>
  findings.filter((finding) => !isGraded || levels[finding.severity] >= levels[severity])

/** All numbers of a method with some runs. Shares are 0 to 1, `undefined` when there was nothing to count. */
export function summarize(cleanRuns, faultRuns, k, isGraded) {
  const clean = (severity) =>
    share(cleanRuns, ({ findings }) => atLeast(findings, severity, isGraded).length === 0)
  const breaking = faultRuns.filter(({ expected }) => expected === 'breaking')
  const found = faultRuns.filter(({ isFound }) => isFound)
  const count = (name) => faultRuns.reduce((sum, run) => sum + run[name], 0)
  return {
    pairs: cleanRuns.length,
    faults: faultRuns.length,
    clean: clean(failOn(k)),
    cleanAtWarning: clean('warning'),
    cleanAtBreaking: clean('breaking'),
    alarmsPerClean: mean(
      cleanRuns,
      ({ findings }) => atLeast(findings, 'warning', isGraded).length,
    ),
    findingsPerClean: mean(cleanRuns, ({ findings }) => atLeast(findings, 'info', isGraded).length),
    recall: share(faultRuns, ({ isFound }) => isFound),
    breakingRecall: share(breaking, ({ isFound }) => isFound),
    /** Breaking faults that are called breaking: what a gate on `breaking` stops. */
    breakingStopped: isGraded ? share(breaking, ({ worst }) => worst === 'breaking') : undefined,
    precision: count('alarms') === 0 ? undefined : count('dueAlarms') / count('alarms'),
    /** The same for what makes a comparison fail. */
    gatePrecision: gatePrecision(faultRuns, failOn(k), isGraded),
    severity: isGraded ? share(found, ({ isSeverityRight }) => isSeverityRight) : undefined,
    rule: isGraded
      ? share(
          found.filter(({ isRuleRight }) => isRuleRight !== undefined),
          ({ isRuleRight }) => isRuleRight,
        )
      : undefined,
    milliseconds: mean([...cleanRuns, ...faultRuns], ({ milliseconds }) => milliseconds),
  }
}

function gatePrecision(faultRuns, severity, isGraded) {
  const count = (of) =>
    faultRuns.reduce((sum, run) => sum + atLeast(of(run), severity, isGraded).length, 0)
  const due = count((run) => run.due)
  const all = due + count((run) => run.falseAlarms)
  return all === 0 ? undefined : due / all
}

export function share(list, fits) {
  return list.length === 0 ? undefined : list.filter(fits).length / list.length
}

function mean(list, valueOf) {
  return list.length === 0
    ? undefined
    : list.reduce((sum, item) => sum + valueOf(item), 0) / list.length
}
