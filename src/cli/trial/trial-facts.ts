import { join } from 'node:path'
import { flatten } from '../../math/flatten.ts'
import { tailFile } from '../logs/tail-file.ts'
import { logPaths } from '../logs/log-paths.ts'
import { attemptsOf } from './attempts.ts'
import type { HistoryRow } from '../../study/history.ts'
import type { ExploitRecord } from '../../study/exploit-record.ts'
import type { CheckpointRef } from '../../study/events.ts'
import type { TrialView } from '../../study/view.ts'
import type { LogPath } from '../logs/log-paths.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { AttemptRow } from './attempts.ts'

/** All that is known of one trial. */
export interface TrialFacts {
  readonly trial: TrialView
  /** Absolute path of its folder. */
  readonly dir: string
  readonly history: readonly HistoryRow[]
  readonly attempts: readonly AttemptRow[]
  readonly checkpoints: readonly (CheckpointRef & { readonly path: string })[]
  /** When it became a copy of others, in order. */
  readonly exploits: readonly ExploitRecord[]
  readonly logs: readonly (LogPath & { readonly lines: readonly string[] })[]
}

/** Gathers them. @param lines How many of the last lines of its output. */
export function trialFacts(stored: ReadStudy, trial: TrialView, lines: number): TrialFacts {
  const dir = join(stored.dir, trial.name)
  return {
    trial,
    dir,
    history: stored.history(trial),
    attempts: attemptsOf(stored.trialEvents(trial.id)),
    checkpoints: trial.checkpoints.map((ref) => ({ ...ref, path: join(dir, ref.name) })),
    exploits: stored.view.exploits.filter((exploit) => exploit.trial === trial.id),
    logs: logPaths(stored, trial).flatMap((log) => {
      const tail = tailFile(log.path, lines)
      return tail === undefined ? [] : [{ ...log, lines: tail.lines }]
    }),
  }
}

/** Numbers that it reported, by flat path, without those that Attune counts. */
export function reportedMetrics({ history }: TrialFacts): string[] {
  const names = new Set<string>()
  for (const { result } of history) {
    for (const [path, value] of Object.entries(flatten(result))) {
      if (typeof value === 'number') names.add(path)
    }
  }
  return [...names]
}
