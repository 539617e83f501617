import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readPythonJson } from '../python-numbers.ts'
import { messageOf } from '../../errors.ts'

type Fields = Readonly<Record<string, unknown>>

/** A trial as Ray's experiment state has it. */
export interface RayTrialState {
  readonly id: string
  readonly trainableName: string | undefined
  readonly status: string
  readonly config: unknown
  /** What was drawn, by flat path. */
  readonly params: Fields | undefined
  /** Name of its folder inside the study's. */
  readonly folder: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number | undefined
}

export interface RayState {
  readonly trials: readonly RayTrialState[]
  readonly metric: string | undefined
  /** Name of the file that it was read from. */
  readonly file: string
}

export interface FoundState {
  /** Undefined where there is none that can be read. */
  readonly state: RayState | undefined
  readonly remarks: readonly string[]
}

const STATE = /^experiment_state-.*\.json$/

/** Names of the state files in a folder, newest first: each session of Ray's has written one. */
export function stateFiles(dir: string): readonly string[] {
  return readdirSync(dir)
    .filter((name) => STATE.test(name))
    .toSorted()
    .toReversed()
}

/** The newest experiment state that can be read. */
export function readState(dir: string): FoundState {
  const remarks: string[] = []
  for (const file of stateFiles(dir)) {
    try {
      const json = readPythonJson(readFileSync(join(dir, file), 'utf8')) as Fields
      return { state: toState(json, file), remarks }
    } catch (error) {
      const reason = messageOf(error)
      remarks.push(`${file} cannot be read (${reason}), and is passed over.`)
    }
  }
  return { state: undefined, remarks }
}

function toState(json: Fields, file: string): RayState {
  const data = json['trial_data']
  if (!Array.isArray(data)) throw new SyntaxError('it has no trial_data')
  const metric = fieldsOf(json['runner_data'])['_metric']
  return {
    // Ray puts trials that were tried again at the end.
    trials: data.map(toTrial).toSorted((a, b) => numberOf(a.id) - numberOf(b.id)),
    metric: typeof metric === 'string' ? metric : undefined,
    file,
  }
}

function toTrial(entry: unknown): RayTrialState {
  const [trial, metadata] = (Array.isArray(entry) ? entry : [entry]).map(partOf)
  const {
    trial_id: id,
    trainable_name: name,
    status,
    config,
    evaluated_params: params,
  } = trial ?? {}
  const folder = trial?.['relative_logdir'] ?? trial?.['logdir']
  const startedAt = metadata?.['start_time'] ?? trial?.['start_time']
  if (typeof id !== 'string') throw new SyntaxError('a trial has no trial_id')
  return {
    id,
    trainableName: typeof name === 'string' ? name : undefined,
    status: typeof status === 'string' ? status : 'PENDING',
    config,
    params: typeof params === 'object' && params !== null ? (params as Fields) : undefined,
    folder: typeof folder === 'string' ? (folder.split('/').at(-1) ?? '') : '',
    startedAt: typeof startedAt === 'number' ? startedAt * 1000 : undefined,
  }
}

/** A part of a trial's entry, which is the text of JSON. */
function partOf(part: unknown): Fields {
  return fieldsOf(typeof part === 'string' ? readPythonJson(part) : part)
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {}
}

/** The counter at the end of an id such as `2c5d6_00003`; ids of searchers have none and stay in order. */
function numberOf(id: string): number {
  const match = /_(\d+)$/.exec(id)
  return match === null ? 0 : Number(match[1])
}
