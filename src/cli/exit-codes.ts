/** What the exit code of `attune` says. `docs/command-line.md` has them for users. */
export const EXIT = {
  /** Done; of a study: every trial ended without an error. */
  ok: 0,
  /** What was asked cannot be: a wrong option, file or name. Nothing has been run. */
  usage: 1,
  /** The study is finished, and at least one trial failed for good. */
  trialsFailed: 2,
  /** The study was interrupted; `attune resume` continues it. */
  interrupted: 3,
  /** It could not be done although it could have been: a disk that is full, a study in use, … */
  failed: 4,
} as const

export type ExitCode = (typeof EXIT)[keyof typeof EXIT]
