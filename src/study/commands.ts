import type { CheckpointRef } from './events.ts'

/** What the fold wants done. Commands are never stored: folding the events gives them again. */
export type Command =
  | {
      /** Ask the search for up to `count` configs; answer with `trial-added` events. */
      readonly type: 'suggest'
      readonly count: number
    }
  | {
      readonly type: 'start'
      readonly trial: string
      readonly attempt: number
      /** What to continue from, and the trial in whose folder it lies. */
      readonly from: { readonly trial: string; readonly checkpoint: CheckpointRef } | undefined
      /** Indices of the GPUs granted. */
      readonly gpus: readonly number[]
      /** Set when results after this iteration were given up and will come again. */
      readonly rewoundTo: number | undefined
    }
  | {
      readonly type: 'answer'
      readonly trial: string
      readonly attempt: number
      readonly seq: number
      readonly decision: 'continue' | 'stop' | 'pause'
    }
  | {
      /** End an attempt from outside. */
      readonly type: 'end-attempt'
      readonly trial: string
      readonly attempt: number
      readonly how: 'ask' | 'kill'
    }
  | {
      /** Nobody may need these any more. */
      readonly type: 'delete-checkpoints'
      readonly trial: string
      readonly checkpoints: readonly CheckpointRef[]
    }
  | {
      /** Send a `tick` no later than this, in milliseconds since the epoch. */
      readonly type: 'wake'
      readonly at: number
    }
  | {
      /** Nothing runs and the schedule starts nothing: send an `idle` event. */
      readonly type: 'idle'
    }
  | {
      /** Nothing runs and nothing will: store `study-finished` and end the session. */
      readonly type: 'finish'
    }
