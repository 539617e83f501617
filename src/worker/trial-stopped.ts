import { AttuneError } from '../errors.ts'

/**
 * Thrown by `report()` when the tuner has decided that the trial shall end here: let it pass, so that
 * `finally` blocks run and the trainable unwinds. It is not a failure.
 */
export class TrialStopped extends AttuneError {
  static {
    this.prototype.name = 'TrialStopped'
  }
  /** `pause` when the trial will be continued from its last checkpoint later. */
  readonly decision: 'stop' | 'pause'

  constructor(decision: 'stop' | 'pause') {
    super(
      'TRIAL_STOPPED',
      decision === 'stop'
        ? 'The tuner has stopped this trial. Let this error pass: it is how a trainable ends early.'
        : 'The tuner has paused this trial. Let this error pass: it will go on from its checkpoint.',
    )
    this.decision = decision
  }
}
