import type { Amounts } from '../schedule/scheduler.ts'
import type { StoredFailure, StudyEvent } from '../study/events.ts'

/** A result of a recorded trial. */
export interface RecordedStep {
  /** `training_iteration`, as it was reported. */
  readonly iteration: number
  /** Since the result before it, or since the trial's start. */
  readonly seconds: number
  /** Without the fields that the tuner fills in. */
  readonly metrics: Readonly<Record<string, unknown>>
  readonly checkpoint: boolean
}

/** A trial of an earlier study: all that is known of it. */
export interface RecordedTrial {
  /** Its id in that study, e.g. `63ecc_00007`. */
  readonly trial: string
  readonly config: unknown
  readonly params: Readonly<Record<string, unknown>>
  readonly resources: Amounts
  /** What counts, as one curve: each iteration once. */
  readonly steps: readonly RecordedStep[]
  /** Seconds from its start to its first step. */
  readonly startupS: number
  /**
   * `completed` and `failed`: by itself, so that nothing is missing. `stopped`: by a scheduler or a stop
   * rule, and `interrupted`: in any other way; nobody knows how it would have gone on.
   */
  readonly end: 'completed' | 'failed' | 'stopped' | 'interrupted'
  /** Seconds from its last result to its end, where it ended by itself. */
  readonly tailS: number
  /** With what it failed. */
  readonly error?: StoredFailure
}

/** What the tuner adds to a result; a replay has figures of its own for them. */
const FILLED_IN: ReadonlySet<string> = new Set([
  'training_iteration',
  'time_this_iter_s',
  'time_total_s',
  'timestamp',
  'done',
  'trial_id',
  'date',
  'time_since_restore',
  'iterations_since_restore',
  'pid',
  'hostname',
  'node_ip',
  'checkpoint_dir_name',
])

/**
 * The trials of a study as its events tell of them, in the order in which they came. Those of which
 * nothing is known are left out: they never reported, and did not end by themselves either. A trial
 * that became a copy of another, or went on with another config, is recorded up to there.
 *
 * @param startupS Seconds that each start of a trial is taken to have cost: the log does not say.
 */
export function recordedTrials(
  events: Iterable<StudyEvent>,
  { startupS = 0 }: { readonly startupS?: number } = {},
): RecordedTrial[] {
  const tapes = new Map<string, Tape>()
  for (const event of events) {
    if (event.type === 'trial-added') tapes.set(event.trial, new Tape(event, startupS))
    else if ('trial' in event) tapes.get(event.trial)?.take(event)
    for (const order of event.orders ?? []) {
      if (order.action === 'exploit') tapes.get(order.trial)?.cut()
    }
  }
  return [...tapes.values()].filter((tape) => tape.isKnown).map((tape) => tape.trial)
}

type Added = Extract<StudyEvent, { type: 'trial-added' }>
type OfTrial = Exclude<Extract<StudyEvent, { readonly trial: string }>, Added>

/** What one trial's events have told so far. */
class Tape {
  readonly #added: Added
  readonly #startupS: number
  #steps: RecordedStep[] = []
  #end: RecordedTrial['end']
  #error: StoredFailure | undefined
  #tailS = 0
  /** Time of the attempt's last report, or of its start. */
  #lastAt: number
  #decision: string | undefined
  #isCut = false

  constructor(added: Added, startupS: number) {
    this.#added = added
    this.#startupS = startupS
    this.#lastAt = added.at
    this.#error = added.error
    this.#end = added.error === undefined ? 'interrupted' : 'failed'
  }

  get isKnown(): boolean {
    const { error } = this.#added
    // It never came to anything because of how it was asked for, not because of what it is.
    if (error !== undefined) return false
    return this.#steps.length > 0 || this.#end === 'completed' || this.#end === 'failed'
  }

  get trial(): RecordedTrial {
    const { trial, config, params, resources } = this.#added
    return {
      trial,
      config,
      params,
      resources,
      steps: this.#steps,
      startupS: this.#startupS,
      end: this.#end,
      tailS: this.#tailS,
      ...(this.#error && this.#end === 'failed' ? { error: this.#error } : {}),
    }
  }

  /** From here on it is another curve. */
  cut(): void {
    this.#isCut = true
  }

  take(event: OfTrial): void {
    if (this.#isCut) return
    switch (event.type) {
      case 'started':
        this.#steps = this.#steps.filter(({ iteration }) => iteration <= event.from)
        this.#end = 'interrupted'
        this.#decision = undefined
        this.#lastAt = event.at
        break
      case 'reported':
        this.#steps.push(this.#stepOf(event))
        this.#lastAt = event.at
        this.#decision = event.decision
        if (event.exploit) this.cut()
        break
      case 'checkpointed': {
        const last = this.#steps.pop()
        if (last) this.#steps.push({ ...last, checkpoint: true })
        break
      }
      case 'ended':
        this.#close(event)
    }
  }

  #stepOf({ at, result, checkpoint }: Extract<OfTrial, { type: 'reported' }>): RecordedStep {
    const { training_iteration: iteration } = result
    return {
      iteration:
        typeof iteration === 'number' ? iteration : (this.#steps.at(-1)?.iteration ?? 0) + 1,
      seconds: Math.max(0, at - this.#lastAt) / 1000,
      metrics: Object.fromEntries(Object.entries(result).filter(([key]) => !FILLED_IN.has(key))),
      checkpoint: checkpoint !== undefined,
    }
  }

  #close({ at, cause, error }: Extract<OfTrial, { type: 'ended' }>): void {
    if (this.#decision === 'stop') this.#end = 'stopped'
    else if (cause === 'completed') this.#end = 'completed'
    else if (cause === 'error') this.#end = 'failed'
    if (this.#end !== 'completed' && this.#end !== 'failed') return
    this.#tailS = Math.max(0, at - this.#lastAt) / 1000
    this.#error = error
  }
}
