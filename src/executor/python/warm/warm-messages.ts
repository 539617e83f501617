/** What the tuner and a warm parent, `python/attune/warm.py`, say to each other: one JSON object a line. */

/** Where a forked process sends an output stream. */
export type ForkedOutput =
  | { readonly file: string }
  /** A unix socket on which the tuner listens. */
  | { readonly socket: string }
  | { readonly discard: true }

/** Tuner → parent: fork a trial. Answered by `forked`, `refused` or `stale` with the same `id`. */
export interface ForkMessage {
  readonly type: 'fork'
  readonly id: number
  /** The script's own arguments. */
  readonly arguments: readonly string[]
  /** The trial's whole environment. */
  readonly env: Readonly<Record<string, string>>
  readonly stdout: ForkedOutput
  readonly stderr: ForkedOutput
}

/** Parent → tuner. */
export type FromWarmParent =
  /** The script has been imported. Sent first, or else `unfit`. */
  | { readonly type: 'ready' }
  /** Trials cannot be forked from this process, which ends. */
  | { readonly type: 'unfit'; readonly reason: string }
  | { readonly type: 'forked'; readonly id: number; readonly pid: number }
  /** This trial cannot be forked. */
  | { readonly type: 'refused'; readonly id: number; readonly reason: string }
  /** Files that the parent has imported have changed since. */
  | { readonly type: 'stale'; readonly id: number; readonly files: readonly string[] }
  | {
      readonly type: 'exited'
      readonly id: number
      readonly code: number | null
      readonly signal: NodeJS.Signals | null
    }

/** The parent is this package's own: its words are taken as they are. */
export function readFromWarmParent(value: unknown): FromWarmParent {
  return value as FromWarmParent
}
