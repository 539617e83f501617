import { pythonFolder } from '../../package-files.ts'
import { delimiter } from 'node:path'
import type { ResourceShares } from '../../protocol/messages.ts'

/** What the environment of a trial depends on. */
export interface TrialFacts {
  readonly trial: string
  readonly attempt: number
  readonly trialName: string
  readonly studyName: string
  readonly dir: string
  readonly checkpoint?: string
  readonly iteration: number
  readonly resources: ResourceShares
  /** How many processes share the resources. @defaultValue 1 */
  readonly workers?: number
  /** Indices of the granted GPUs among those that the tuner sees. */
  readonly gpus: readonly number[]
}

/** Variables; null removes one that would be inherited. */
export type Environment = Readonly<Record<string, string | null | undefined>>

/** The folder that holds the Python package `attune`. */
export const PYTHON_FOLDER: string = pythonFolder()

/**
 * Whatever a launcher told the tuner about its own rank. A trial that took it for its own would think
 * that it is one of several, and be silent or wait for the others.
 */
const RANK_VARIABLE = new RegExp(
  `^(?:${[
    'RANK|LOCAL_RANK|NODE_RANK|GROUP_RANK|ROLE_RANK|ROLE_NAME',
    'WORLD_SIZE|LOCAL_WORLD_SIZE|GROUP_WORLD_SIZE|ROLE_WORLD_SIZE',
    'MASTER_ADDR|MASTER_PORT|TORCHELASTIC_\\w+',
    'SLURM_(?:PROCID|LOCALID|NODEID|GTIDS|NTASKS\\w*|NPROCS|TASK_PID|TASKS_PER_NODE|STEP_\\w+)',
    'OMPI_(?:COMM_WORLD|UNIVERSE)_\\w+|PMIX?_\\w+|MV2_COMM_WORLD_\\w+|MPI_LOCAL\\w*',
  ].join('|')})$`,
)

/** Those that speak of one trial: a tuner that runs inside a trial must not hand them on. */
const TRIAL_VARIABLE =
  /^ATTUNE_(?:FD|SOCKET|RUNNER|TRIAL_\w+|STUDY_NAME|ATTEMPT|RANK|ITERATION|CHECKPOINT|RESOURCES|CONFIG|(?:PARAM|ARG)_\w+)$/

/**
 * The environment in which a trial runs: the tuner's own without its rank, with what the trial may
 * use. `own` is what the user set for this trainable; it wins, except over `ATTUNE_*`.
 */
export function trialEnvironment(
  facts: TrialFacts,
  own: Environment = {},
  base: Readonly<Record<string, string | undefined>> = process.env,
): Record<string, string> {
  const environment: Record<string, string | null | undefined> = {
    ...threadLimits((facts.resources['cpu'] ?? 1) / (facts.workers ?? 1)),
    PYTHONUNBUFFERED: '1',
    ...withoutTrial(base),
    CUDA_VISIBLE_DEVICES: visibleDevices(facts.gpus, base['CUDA_VISIBLE_DEVICES']),
    ...own,
    ATTUNE_TRIAL_ID: facts.trial,
    ATTUNE_TRIAL_NAME: facts.trialName,
    ATTUNE_TRIAL_DIR: facts.dir,
    ATTUNE_STUDY_NAME: facts.studyName,
    ATTUNE_ATTEMPT: String(facts.attempt),
    ATTUNE_ITERATION: String(facts.iteration),
    ATTUNE_CHECKPOINT: facts.checkpoint,
    ATTUNE_RESOURCES: JSON.stringify(facts.resources),
  }
  environment['PYTHONPATH'] = [PYTHON_FOLDER, environment['PYTHONPATH']]
    .filter((path) => path)
    .join(delimiter)
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] => typeof entry[1] === 'string',
    ),
  )
}

/** An environment without what it says of one trial and of a rank in it. */
export function withoutTrial(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !RANK_VARIABLE.test(entry[0]) && !TRIAL_VARIABLE.test(entry[0]),
    ),
  )
}

/**
 * Numerical libraries start a thread for every core of the machine. Several trials that do so take
 * tens of times as long as trials that keep to their share, and threads that wait actively make it
 * worse still.
 */
function threadLimits(cpus: number): Environment {
  const threads = String(Math.max(1, Math.floor(cpus)))
  return {
    OMP_NUM_THREADS: threads,
    MKL_NUM_THREADS: threads,
    OPENBLAS_NUM_THREADS: threads,
    OMP_WAIT_POLICY: 'PASSIVE',
  }
}

/**
 * The granted devices in the spelling of the tuner's own `CUDA_VISIBLE_DEVICES` (which may hold other
 * numbers, or UUIDs). Empty without a grant: a trial that asked for no GPU sees none.
 */
function visibleDevices(gpus: readonly number[], own: string | undefined): string {
  const names = own === undefined || own.trim() === '' ? [] : own.split(',')
  return gpus.map((index) => names[index]?.trim() ?? String(index)).join(',')
}
