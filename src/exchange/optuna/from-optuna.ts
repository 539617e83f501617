import { ConfigurationError } from '../../errors.ts'
import { readPythonJson } from '../python-numbers.ts'
import { configPaths } from './config-paths.ts'
import { keep, KEEPSAKE } from './keepsake.ts'
import { FIXED_PARAMS, METRIC_NAMES } from './optuna-study.ts'
import { toSpace } from './to-space.ts'
import { toTrial } from './to-trial.ts'
import type { Mode, Objective } from '../../math/score.ts'
import type { ImportedStudy } from '../imported-study.ts'
import type { OptunaKeepsake } from './keepsake.ts'
import type { OptunaDirection, OptunaStudy } from './optuna-study.ts'

/** What the user says of the metric, where the source does not. */
export interface ObjectiveWish {
  readonly metric?: string | undefined
  readonly mode?: Mode | undefined
}

/**
 * A study of Optuna's as one of ours.
 * @throws {ConfigurationError} `METRIC_CONFLICT` when the wish contradicts what is stored.
 */
export function fromOptuna(study: OptunaStudy, wish: ObjectiveWish): ImportedStudy {
  const { trials } = study
  const { objectives, metrics } = objectivesOf(study, wish)
  const fixed = trials.flatMap((trial) => Object.keys(fixedParams(trial.systemAttrs)))
  const paths = configPaths([...trials.flatMap((trial) => [...trial.params.keys()]), ...fixed])
  const space = toSpace(trials, paths)
  const steps = trials.flatMap((trial) => [...trial.intermediate.keys()])
  const stepOffset = Math.max(0, 1 - steps.reduce((least, step) => Math.min(least, step), 1))
  const remarks = [...space.remarks]
  const unfinished = trials.filter(({ state }) => state === 'RUNNING' || state === 'WAITING').length
  if (unfinished > 0) {
    remarks.push(
      `${unfinished} trials had not ended in Optuna. They are PENDING, and start when the study goes on.`,
    )
  }
  if (steps.length > 0) {
    remarks.push(
      'Optuna does not store when intermediate values were reported: they are spread over the time ' +
        'that the trial took' +
        (stepOffset > 0 ? `, and step ${1 - stepOffset} is training_iteration 1.` : '.'),
    )
  }
  return {
    name: study.name,
    trainableName: 'objective',
    objectives,
    paramSpace: space.json,
    isSpaceKnown: space.isKnown && objectives.length > 0,
    trials: trials.map((trial) =>
      toTrial(trial, {
        metrics,
        stepOffset,
        paths,
        constants: space.constants,
        fixed: fixedParams(trial.systemAttrs),
      }),
    ),
    keepsake: {
      key: KEEPSAKE,
      make: (ids): OptunaKeepsake => ({
        name: study.name,
        directions: study.directions,
        userAttrs: Object.fromEntries(study.userAttrs),
        systemAttrs: Object.fromEntries(study.systemAttrs),
        paths: Object.fromEntries(paths),
        stepOffset,
        trials: Object.fromEntries(trials.map((trial, i) => [ids[i] ?? '', keep(trial)])),
      }),
    },
    remarks,
  }
}

function objectivesOf(
  { name, directions, systemAttrs }: OptunaStudy,
  wish: ObjectiveWish,
): { readonly objectives: readonly Objective[]; readonly metrics: readonly string[] } {
  const stored = systemAttrs.get(METRIC_NAMES)
  const names: unknown = stored === undefined ? undefined : readPythonJson(stored)
  const isSingle = directions.length === 1
  const metrics = directions.map((_, i) => {
    const named: unknown = Array.isArray(names) ? names[i] : undefined
    if (isSingle && wish.metric !== undefined) return wish.metric
    return typeof named === 'string' ? named : isSingle ? 'value' : `values_${i}`
  })
  if (!isSingle && wish.metric !== undefined) {
    throw new ConfigurationError(
      'METRIC_CONFLICT',
      `The study ${JSON.stringify(name)} has ${directions.length} objectives, and --metric names one. ` +
        `Leave it out: they are called ${metrics.join(', ')}.`,
    )
  }
  const objectives = directions.flatMap((direction, i) => {
    const mode = modeOf(direction)
    if (mode !== undefined && wish.mode !== undefined && mode !== wish.mode) {
      throw new ConfigurationError(
        'METRIC_CONFLICT',
        `--mode is ${wish.mode}, but the study ${JSON.stringify(name)} was made to ` +
          `${direction.toLowerCase()} ${metrics[i]}. Leave --mode out.`,
      )
    }
    const known = mode ?? wish.mode
    return known === undefined ? [] : [{ metric: metrics[i] ?? 'value', mode: known }]
  })
  return { objectives, metrics }
}

function modeOf(direction: OptunaDirection): Mode | undefined {
  if (direction === 'NOT_SET') return undefined
  return direction === 'MINIMIZE' ? 'min' : 'max'
}

/** What a trial that was enqueued is to be given. */
function fixedParams(attrs: ReadonlyMap<string, string>): Readonly<Record<string, unknown>> {
  const text = attrs.get(FIXED_PARAMS)
  return text === undefined ? {} : (Object(readPythonJson(text)) as Record<string, unknown>)
}
