import { toPythonJson } from '../../logger/python-json.ts'
import { parseDate } from './date.ts'
import { parseDistribution } from './distribution.ts'
import { OPTUNA_DIRECTIONS, OPTUNA_STATES } from './optuna-study.ts'
import type { OptunaParam, OptunaState, OptunaStudy } from './optuna-study.ts'

/** One line of a journal. */
export type JournalLog = Readonly<Record<string, unknown>>

type Fields = Readonly<Record<string, unknown>>

/** The numbers by which a journal names what was done; those that say nothing of a study are absent. */
const OP = {
  createStudy: 0,
  deleteStudy: 1,
  studyUserAttr: 2,
  studySystemAttr: 3,
  createTrial: 4,
  param: 5,
  stateAndValues: 6,
  intermediate: 7,
  trialUserAttr: 8,
  trialSystemAttr: 9,
} as const

interface StudyDraft {
  readonly name: string
  readonly directions: OptunaStudy['directions']
  readonly userAttrs: Map<string, string>
  readonly systemAttrs: Map<string, string>
  readonly trials: TrialDraft[]
}

interface TrialDraft {
  state: OptunaState
  startedAt: number | undefined
  completedAt: number | undefined
  readonly params: Map<string, OptunaParam>
  values: readonly number[] | undefined
  intermediate: Map<number, number>
  readonly userAttrs: Map<string, string>
  readonly systemAttrs: Map<string, string>
}

/** What an Optuna journal comes to, line after line, as Optuna itself replays it. */
export class JournalFold {
  readonly #studies: Map<number, StudyDraft> = new Map()
  readonly #trials: TrialDraft[] = []
  #next = 0

  get studies(): readonly OptunaStudy[] {
    return [...this.#studies.values()].map((study) => ({
      ...study,
      trials: study.trials.map((trial) => ({
        ...trial,
        intermediate: new Map([...trial.intermediate].toSorted(([a], [b]) => a - b)),
      })),
    }))
  }

  add(log: JournalLog): void {
    const study = this.#studies.get(Number(log['study_id']))
    const trial = this.#trials[Number(log['trial_id'])]
    const open = trial?.state === 'RUNNING' || trial?.state === 'WAITING' ? trial : undefined
    switch (log['op_code']) {
      case OP.createStudy:
        this.#createStudy(log)
        break
      case OP.deleteStudy:
        this.#studies.delete(Number(log['study_id']))
        break
      case OP.studyUserAttr:
        if (study) setAttrs(study.userAttrs, log['user_attr'])
        break
      case OP.studySystemAttr:
        if (study) setAttrs(study.systemAttrs, log['system_attr'])
        break
      case OP.createTrial:
        if (study) this.#createTrial(study, log)
        break
      case OP.param:
        if (open)
          setParam(
            open,
            String(log['param_name']),
            log['param_value_internal'],
            log['distribution'],
          )
        break
      case OP.stateAndValues:
        if (open) setState(open, log)
        break
      case OP.intermediate:
        open?.intermediate.set(Number(log['step']), Number(log['intermediate_value']))
        break
      case OP.trialUserAttr:
        if (open) setAttrs(open.userAttrs, log['user_attr'])
        break
      case OP.trialSystemAttr:
        if (open) setAttrs(open.systemAttrs, log['system_attr'])
        break
      default:
    }
  }

  #createStudy(log: JournalLog): void {
    const name = String(log['study_name'])
    // The second of two workers that made it at once; Optuna passes over it too.
    if ([...this.#studies.values()].some((study) => study.name === name)) return
    const directions = log['directions']
    this.#studies.set(this.#next++, {
      name,
      directions: Array.isArray(directions)
        ? directions.map((number) => OPTUNA_DIRECTIONS[Number(number)] ?? 'NOT_SET')
        : [],
      userAttrs: new Map(),
      systemAttrs: new Map(),
      trials: [],
    })
  }

  #createTrial(study: StudyDraft, log: JournalLog): void {
    const { value, values, params, distributions, intermediate_values: intermediate } = log
    const trial: TrialDraft = {
      state: OPTUNA_STATES[Number(log['state'] ?? 0)] ?? 'RUNNING',
      startedAt: parseDate(log['datetime_start']),
      completedAt: parseDate(log['datetime_complete']),
      params: new Map(),
      values: typeof value === 'number' ? [value] : asNumbers(values),
      intermediate: new Map(
        Object.entries(Object(intermediate) as Fields).map(([step, at]) => [
          Number(step),
          Number(at),
        ]),
      ),
      userAttrs: new Map(),
      systemAttrs: new Map(),
    }
    for (const [name, stored] of Object.entries(Object(params) as Fields)) {
      setParam(trial, name, stored, (distributions as Fields | undefined)?.[name])
    }
    setAttrs(trial.userAttrs, log['user_attrs'])
    setAttrs(trial.systemAttrs, log['system_attrs'])
    study.trials.push(trial)
    this.#trials.push(trial)
  }
}

function setParam(trial: TrialDraft, name: string, stored: unknown, text: unknown): void {
  const distribution = typeof text === 'string' ? parseDistribution(text) : undefined
  if (distribution) trial.params.set(name, { stored: Number(stored), distribution })
}

function setState(trial: TrialDraft, log: JournalLog): void {
  const state = OPTUNA_STATES[Number(log['state'])] ?? trial.state
  if (state === 'RUNNING') {
    // Somebody else has taken it already.
    if (trial.state === 'RUNNING') return
    trial.startedAt = parseDate(log['datetime_start'])
  } else if (state !== 'WAITING') trial.completedAt = parseDate(log['datetime_complete'])
  trial.state = state
  trial.values = asNumbers(log['values']) ?? trial.values
}

function setAttrs(attrs: Map<string, string>, given: unknown): void {
  for (const [key, value] of Object.entries(Object(given) as Fields)) {
    attrs.set(key, toPythonJson(value))
  }
}

function asNumbers(values: unknown): readonly number[] | undefined {
  return Array.isArray(values) ? values.map(Number) : undefined
}
