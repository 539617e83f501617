import type { Result } from '../math/score.ts'
import type { Amounts, Exploit, TrialGlance } from '../schedule/scheduler.ts'
import type { CheckpointRef, StoredFailure, TrialStatus } from './events.ts'
import type { Grant } from './ledger.ts'
import type { TrialView } from './view.ts'

/** A checkpoint of some trial, from which this one or another continues. */
export interface StartingPoint {
  /** In whose folder it lies. */
  readonly trial: Trial
  readonly checkpoint: CheckpointRef
}

/** A trial inside the fold; everybody else sees it as a {@link TrialView}. */
export class Trial implements TrialView, TrialGlance {
  readonly id: string
  readonly number: number
  readonly name: string
  config: unknown
  params: Readonly<Record<string, unknown>>
  resources: Readonly<Record<string, number>>

  status: TrialStatus = 'PENDING'
  attempt = 0
  iteration = 0
  lastResult: Result | undefined
  checkpoints: CheckpointRef[] = []
  /** How many checkpoints there have ever been: the next one's index. */
  checkpointCount = 0
  /** The results that came with the checkpoints on disk, by checkpoint index; undefined before the first. */
  checkpointResults: Map<number, Result> | undefined
  /** How many others continue from a checkpoint of this trial, by checkpoint index. */
  pins: Map<number, number> | undefined
  /** What it continues from as a copy of another trial, until it has a checkpoint made since. */
  origin: StartingPoint | undefined
  /** `checkpointCount` when it last became a copy: what is older belongs to a life given up. */
  bornAt = 0
  failures = 0
  /** The highest value of `failures` at which the trial is still retried. */
  failureBudget: number
  error: StoredFailure | undefined
  reason: string | undefined
  startedAt: number | undefined
  timeTotalS = 0
  pid: number | undefined

  /** What was decided at the last report of the current attempt. */
  decision: 'continue' | 'stop' | 'pause' = 'continue'
  /** What the schedule said of the last report, besides the decision; facts to be stored with it. */
  judgement: TrialJudgement = {}
  /** What became of the trial when its last attempt ended. */
  outcome: TrialStatus | undefined
  /** Set when the next attempt must start from nothing although there are checkpoints. */
  restart = false
  /** Why the user wants it to pause; it is not started until they say otherwise, or the session is over. */
  hold: string | undefined
  /** Nobody suggested it: the user added it by hand. */
  isGiven = false
  /** Not to be started before, in milliseconds since the epoch. */
  notBefore = 0
  grant: Grant | undefined
  /** Whether the current attempt has had a result. */
  hasReported = false
  /** Time of the current attempt's last report, or of its start. */
  lastReportAt = 0
  /** `iteration` with which the current attempt began. */
  iterationAtStart = 0
  /** `timeTotalS` with which the current attempt began. */
  timeAtStart = 0

  constructor(init: {
    readonly id: string
    readonly number: number
    readonly name: string
    readonly config: unknown
    readonly params: Readonly<Record<string, unknown>>
    readonly resources: Readonly<Record<string, number>>
    readonly failureBudget: number
  }) {
    this.id = init.id
    this.number = init.number
    this.name = init.name
    this.config = init.config
    this.params = init.params
    this.resources = init.resources
    this.failureBudget = init.failureBudget
  }

  /**
   * Begins the next attempt. Results after the checkpoint it continues from are given up; returns the
   * iteration gone back to, or undefined when nothing is lost.
   */
  begin(grant: Grant | undefined): number | undefined {
    const from = this.startingPoint?.checkpoint
    const iteration = from?.iteration ?? 0
    const rewound = iteration < this.iteration
    if (rewound) this.lastResult = this.#resultUpTo(iteration)
    this.status = 'RUNNING'
    this.attempt += 1
    this.grant = grant
    this.decision = 'continue'
    this.hasReported = false
    this.judgement = {}
    this.reason = undefined
    this.iteration = iteration
    this.iterationAtStart = iteration
    this.timeTotalS = from?.timeTotalS ?? 0
    this.timeAtStart = this.timeTotalS
    this.startedAt = undefined
    this.pid = undefined
    return rewound ? iteration : undefined
  }

  /** The checkpoint that an attempt begun now continues from. */
  get startingPoint(): StartingPoint | undefined {
    if (this.restart) return undefined
    const own = this.checkpoints.at(-1)
    if (own && own.index >= this.bornAt) return { trial: this, checkpoint: own }
    return this.origin
  }

  get checkpointIteration(): number | undefined {
    return this.startingPoint?.checkpoint.iteration
  }

  /** What it had reported itself with its last checkpoint not beyond an iteration. */
  #resultUpTo(iteration: number): Result | undefined {
    const known = this.checkpoints.findLast((checkpoint) => checkpoint.iteration <= iteration)
    return known && this.checkpointResults?.get(known.index)
  }
}

/** What goes with a decision; see `ScheduleDecision`. */
export interface TrialJudgement {
  /** The schedule, and not a stop rule, ended the trial. */
  readonly pruned?: true
  /** The user, and not the schedule, pauses or stops it. */
  readonly byHand?: true
  readonly rung?: number
  readonly exploit?: Exploit
  readonly resources?: Amounts
}
