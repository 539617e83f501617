import type { Stopper, StopperJSON, StopRule } from './stopper.ts'

/** Stops nothing. */
export class NoopStopper implements Stopper {
  readonly name = 'noop'

  create(): StopRule {
    return { onResult: () => undefined, stopAll: () => undefined }
  }

  toJSON(): StopperJSON {
    return { name: this.name, options: {} }
  }
}
