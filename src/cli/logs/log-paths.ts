import { join } from 'node:path'
import { logFiles } from '../../tuner/check-options.ts'
import type { StoredStudy } from '../../tuner/stored-study.ts'
import type { TrialView } from '../../study/view.ts'

export type LogStream = 'stdout' | 'stderr'

/** A file that a trial's output goes to. */
export interface LogPath {
  /** `output` where both streams go to one file. */
  readonly stream: LogStream | 'output'
  /** Absolute path; it may not exist yet. */
  readonly path: string
}

/** The files of a trial's output; none where the study keeps none. */
export function logPaths(
  { dir, record }: StoredStudy,
  { name }: Pick<TrialView, 'name'>,
): LogPath[] {
  const files = logFiles(record.runConfig)
  if (files === false) return []
  const { stdout, stderr } = files
  if (stdout === stderr) return [{ stream: 'output', path: join(dir, name, stdout) }]
  return [
    { stream: 'stdout', path: join(dir, name, stdout) },
    { stream: 'stderr', path: join(dir, name, stderr) },
  ]
}
