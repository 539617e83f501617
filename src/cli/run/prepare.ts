import { loadCallback } from './callbacks.ts'
import { StudyFileKeeper } from './kept-file.ts'
import { reporterFor } from './terminal.ts'
import type { StudyFile } from '../../config/read-study-file.ts'
import type { RunConfig } from '../../tuner/options.ts'
import type { KeptFile } from './kept-file.ts'
import type { Terminal } from './terminal.ts'

/** What belongs to one sitting of a study, and is said again at the next. */
export type SittingParts = Pick<RunConfig, 'callbacks' | 'progressReporter' | 'verbose'>

/**
 * What a study file says of one sitting: its callbacks, its columns, how much is told. The file itself is kept in the
 * study's folder, so that the next sitting needs nothing else.
 * @param overrides What has been said otherwise than in the file, to be kept with it,
 * @param cwd and what paths in that are relative to.
 * @throws {ConfigurationError} `CALLBACK_NOT_LOADABLE`, `INVALID_CALLBACK`.
 */
export async function prepare(
  { path, text, options, callbackModules }: StudyFile,
  {
    overrides,
    cwd,
    terminal,
  }: Pick<KeptFile, 'overrides' | 'cwd'> & { readonly terminal: Terminal },
): Promise<SittingParts> {
  const { callbacks = [], progressReporter, verbose = 1 } = options.runConfig ?? {}
  const loaded = await Promise.all(callbackModules.map(loadCallback))
  return {
    callbacks: [new StudyFileKeeper({ text, path, overrides, cwd }), ...callbacks, ...loaded],
    progressReporter: reporterFor(terminal, progressReporter),
    verbose,
  }
}
