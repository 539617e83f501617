import { EXIT } from '../exit-codes.ts'
import { studyName } from '../running/study-name.ts'
import type { ResultGrid } from '../../tuner/result-grid.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'

/** Says on stderr what can be done next with a study that has ended, and how it ended as a code. */
export function outcome(
  cli: Cli,
  results: ResultGrid,
  { quiet }: { readonly quiet: boolean },
): ExitCode {
  // How to resume it has been said with its report.
  if (results.interrupted) return EXIT.interrupted
  const failed = results.numErrors
  if (failed === 0) return EXIT.ok
  const trials = failed === 1 ? '1 trial' : `${failed} trials`
  const again = `attune resume ${studyName(cli, results.experimentPath)} --errored`
  if (!quiet) cli.stderr.write(`${trials} failed. To try again: ${again}\n`)
  return EXIT.trialsFailed
}
