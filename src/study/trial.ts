import type { Result } from '../math/score.ts'
import type { CheckpointRef, StoredFailure, TrialStatus } from './events.ts'
import type { Grant } from './ledger.ts'
import type { TrialView } from './view.ts'

/** A trial inside the fold; everybody else sees it as a {@link TrialView}. */
export class Trial implements TrialView {
  readonly id: string
  readonly number: number
  readonly name: string
  readonly config: unknown
  readonly params: Readonly<Record<string, unknown>>
  readonly resources: Readonly<Record<string, number>>

  status: TrialStatus = 'PENDING'
  attempt = 0
  iteration = 0
  lastResult: Result | undefined
  checkpoints: CheckpointRef[] = []
  /** How many checkpoints there have ever been: the next one's index. */
  checkpointCount = 0
  /** The results that came with the checkpoints on disk, by checkpoint index; undefined before the first. */
  checkpointResults: Map<number, Result> | undefined
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
  /** What became of the trial when its last attempt ended. */
  outcome: TrialStatus | undefined
  /** Set when the next attempt must start from nothing although there are checkpoints. */
  restart = false
  /** Not to be started before, in milliseconds since the epoch. */
  notBefore = 0
  grant: Grant | undefined
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

  get latestCheckpoint(): CheckpointRef | undefined {
    return this.checkpoints.at(-1)
  }

  /**
   * Begins the next attempt. Results after the checkpoint it continues from are given up; returns the
   * iteration gone back to, or undefined when nothing is lost.
   */
  begin(grant: Grant | undefined): number | undefined {
    const from = this.startingPoint
    const iteration = from?.iteration ?? 0
    const rewound = iteration < this.iteration
    if (rewound) this.lastResult = from && this.checkpointResults?.get(from.index)
    this.status = 'RUNNING'
    this.attempt += 1
    this.grant = grant
    this.decision = 'continue'
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
  get startingPoint(): CheckpointRef | undefined {
    return this.restart ? undefined : this.latestCheckpoint
  }
}
