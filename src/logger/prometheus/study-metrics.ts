import { flatten } from '../../math/flatten.ts'
import { numberAt } from '../../math/score.ts'
import { NOT_LOGGED } from '../mlflow/not-logged.ts'
import type { StudyView, TrialView } from '../../study/view.ts'
import type { Family, Sample } from './exposition.ts'

/** Numbers of one trial that are shown: a trial may report a thousand, and each is a time series. */
const MAX_METRICS = 50

/** What has been counted since the session began. */
export interface Counts {
  reports: number
  failures: number
  checkpoints: number
}

/**
 * A study as Prometheus sees it at this moment.
 * @param maxTrials How many running trials are shown one by one.
 * @param now Milliseconds since the epoch.
 */
export function studyMetrics(
  study: StudyView,
  counts: Counts,
  { maxTrials, now }: { readonly maxTrials: number; readonly now: number },
): Family[] {
  const { name, metric, mode, trials, total, best, sessionStartedAt } = study
  const of = (value: number, labels: Sample['labels'] = {}): Sample => ({
    labels: { study: name, ...labels },
    value,
  })
  const gauge = (metric: string, help: string, samples: readonly Sample[]): Family => ({
    name: `attune_${metric}`,
    help,
    type: 'gauge',
    samples,
  })
  const counter = (metric: string, help: string, value: number): Family => ({
    name: `attune_${metric}_total`,
    help,
    type: 'counter',
    samples: [of(value)],
  })
  const statuses = Object.entries(study.counts).map(([status, count]) => of(count, { status }))
  const bestValue = best?.lastResult && metric !== undefined && numberAt(best.lastResult, metric)
  const elapsed = sessionStartedAt === 0 ? 0 : Math.max(0, now - sessionStartedAt) / 1000
  const { used, capacity } = resourcesOf(study)
  const info = of(1, metric === undefined ? {} : { metric, mode })
  return [
    gauge('study_info', 'The study, and what it optimises.', [info]),
    gauge('trials', 'Trials by status.', statuses),
    counter('trials', 'Trials that there have been.', trials.length),
    gauge('trials_planned', 'Trials that there will be in all.', [of(total)]),
    gauge(
      'best_metric',
      "The last value of the study's metric of the best trial.",
      typeof bestValue === 'number' ? [of(bestValue, { metric: String(metric) })] : [],
    ),
    gauge(
      'trial_metric',
      'What running trials have reported last.',
      trialSamples(trials, maxTrials).map(({ labels, value }) => of(value, labels)),
    ),
    counter('reports', 'Results that trials have reported.', counts.reports),
    counter(
      'trial_failures',
      'Failures of trials, those that were retried among them.',
      counts.failures,
    ),
    counter('checkpoints', 'Checkpoints that trials have reported.', counts.checkpoints),
    gauge(
      'resource_used',
      'What running trials have been given.',
      used.map(([resource, amount]) => of(amount, { resource })),
    ),
    gauge(
      'resource_capacity',
      'What there is to be given to trials.',
      capacity.map(([resource, amount]) => of(amount, { resource })),
    ),
    gauge('study_elapsed_seconds', 'Seconds since the study was started or restored.', [
      of(elapsed),
    ]),
  ]
}

function trialSamples(trials: readonly TrialView[], maxTrials: number): Sample[] {
  const running = trials.filter(({ status }) => status === 'RUNNING').slice(0, maxTrials)
  return running.flatMap(({ id, lastResult = {} }) =>
    Object.entries(flatten(lastResult))
      .filter(([metric, value]) => typeof value === 'number' && !NOT_LOGGED.has(metric))
      .slice(0, MAX_METRICS)
      .map(([metric, value]) => ({ labels: { trial: id, metric }, value: Number(value) })),
  )
}

type Amounts = readonly (readonly [resource: string, amount: number])[]

function resourcesOf({ usage }: StudyView): { readonly used: Amounts; readonly capacity: Amounts } {
  const { cpu, gpu, custom, capacity } = usage
  return {
    used: Object.entries({ cpu, gpu, ...custom }),
    capacity: Object.entries({ cpu: capacity.cpu, gpu: capacity.gpu, ...capacity.custom }),
  }
}
