import { ConfigurationError } from '../../errors.ts'
import { findTrial } from '../running/find-trial.ts'
import type { StudyView, TrialView } from '../../study/view.ts'

/** The trial that a user names; `best` is the best. @throws {ConfigurationError} `UNKNOWN_TRIAL`. */
export function namedTrial(view: StudyView, name: string): TrialView {
  if (name !== 'best') return findTrial(view.trials, name)
  if (view.best) return view.best
  throw new ConfigurationError(
    'UNKNOWN_TRIAL',
    view.objectives.length > 1
      ? 'The study has several metrics, of which no trial need be the best: see attune best --pareto.'
      : 'There is no best trial: none has reported a number for the metric of the study.',
    { path: ['trial'] },
  )
}
