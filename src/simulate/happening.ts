/** One start of one trial. */
export interface SimulatedId {
  readonly trial: string
  /** 1 for the first start. */
  readonly attempt: number
}

/** What there is to know to start one. */
export interface SimulatedLaunch extends SimulatedId {
  readonly config: unknown
  /** `training_iteration` of the checkpoint that it starts from; 0 without one. */
  readonly iteration: number
}

/** How an attempt ends. */
export type SimulatedEnd =
  | { readonly cause: 'completed' | 'stopped' | 'paused' | 'killed' }
  | { readonly cause: 'error'; readonly error: unknown }

/** What happens at a virtual time. Every launched attempt ends with exactly one `ended`. */
export type Happening =
  | { readonly type: 'started'; readonly id: SimulatedId }
  | {
      readonly type: 'reported'
      readonly id: SimulatedId
      /** 1, 2, 3, … within the attempt. It goes on once this is answered. */
      readonly seq: number
      readonly metrics: Readonly<Record<string, unknown>>
      readonly checkpoint: boolean
    }
  | { readonly type: 'ended'; readonly id: SimulatedId; readonly end: SimulatedEnd }
  /** The time that was asked for has come. */
  | { readonly type: 'rang'; readonly at: number }
