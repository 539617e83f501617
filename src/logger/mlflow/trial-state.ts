import { flatten } from '../../math/flatten.ts'
import { numberAt } from '../../math/score.ts'
import { metricValue, tagEntry, valueText } from './entries.ts'
import type { Result } from '../../math/score.ts'
import type { ExploitRecord } from '../../study/exploit-record.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Entries } from './batches.ts'
import type { MetricEntry, TextEntry } from './entries.ts'
import type { NameBook } from './names.ts'
import type { RunStatus } from './run-book.ts'

/** @param isOver The session is: what has not ended by now goes on in another. */
export function statusOf(trial: TrialView, isOver: boolean): RunStatus {
  if (trial.status === 'TERMINATED') return 'FINISHED'
  if (trial.status === 'ERROR') return 'FAILED'
  if (isOver) return 'KILLED'
  return trial.status === 'RUNNING' ? 'RUNNING' : 'SCHEDULED'
}

/** Tags that say what became of a trial. */
export function fateOf(trial: TrialView): TextEntry[] {
  const { attempt, failures, reason, error, status } = trial
  const tags: TextEntry[] = []
  if (attempt > 1) tags.push({ key: 'attune.attempts', value: String(attempt) })
  if (failures > 0) tags.push({ key: 'attune.failures', value: String(failures) })
  if (reason !== undefined) tags.push(tagEntry('attune.reason', reason))
  if (error !== undefined && status === 'ERROR') {
    tags.push(tagEntry('attune.error', `${error.name}: ${error.message}`))
  }
  return tags
}

/**
 * A trial became a copy of another: parameters cannot be changed, so what is new about its config is
 * tags, and where it is a number a metric besides.
 * @param isFirst Of this trial: what it began with is told too.
 */
export function exploitEntries(
  exploit: ExploitRecord,
  isFirst: boolean,
  names: { readonly metrics: NameBook; readonly prefix: string },
): Entries {
  const before = flat(exploit.ownConfig)
  const after = flat(exploit.newConfig)
  const metrics: MetricEntry[] = []
  const tags: TextEntry[] = [{ key: 'attune.copied_from', value: exploit.from }]
  const timestamp = Math.round(exploit.at)
  for (const [path, value] of Object.entries(after)) {
    if (valueText(before[path]) === valueText(value)) continue
    const key = names.metrics.nameOf(`${names.prefix}param/${path}`)
    tags.push(tagEntry(key, valueText(value)))
    const add = (value: unknown, step: number): void => {
      if (typeof value !== 'number') return
      metrics.push({ key, value: metricValue(value), timestamp, step })
    }
    if (isFirst) add(before[path], 0)
    add(value, exploit.fromIteration)
  }
  return { metrics, tags }
}

/** The best trial so far, as the study's own run shows it; undefined while there is none. */
export function bestOf(study: StudyView): { trial: TrialView; value: number } | undefined {
  const { best, metric } = study
  if (best?.lastResult === undefined || metric === undefined) return undefined
  return { trial: best, value: numberAt(best.lastResult, metric) ?? Number.NaN }
}

/** Tags of the study's own run that name the best trial and its parameters. */
export function bestTags(trial: TrialView, run: string | undefined, names: NameBook): TextEntry[] {
  return [
    { key: 'attune.best.trial', value: trial.name },
    ...(run === undefined ? [] : [{ key: 'attune.best.run', value: run }]),
    ...Object.entries(trial.params).map(([path, value]) =>
      tagEntry(`best/${names.nameOf(path)}`.slice(0, 250), valueText(value)),
    ),
  ]
}

/** What describes the study in its own run. */
export function studyTags(study: StudyView): TextEntry[] {
  const { objectives, counts, stopReason } = study
  return [
    tagEntry('attune.study', study.name),
    tagEntry('attune.dir', study.dir),
    tagEntry('attune.search', study.searchLine.replace(/^Search: /, '')),
    tagEntry('attune.scheduler', study.schedulerLine.replace(/^Using /, '')),
    tagEntry('attune.metric', objectives.map(({ metric }) => metric).join(', ')),
    tagEntry('attune.mode', objectives.map(({ mode }) => mode).join(', ')),
    { key: 'attune.trials', value: String(study.trials.length) },
    { key: 'attune.failed_trials', value: String(counts.ERROR) },
    ...(stopReason === undefined ? [] : [tagEntry('attune.reason', stopReason)]),
  ]
}

function flat(config: unknown): Readonly<Record<string, unknown>> {
  return typeof config === 'object' && config !== null ? flatten(config as Result) : {}
}
