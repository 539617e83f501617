import { outcome } from './outcome.ts'
import type { ResultGrid } from '../../tuner/result-grid.ts'
import type { Cli } from '../cli.ts'
import type { ExitCode } from '../exit-codes.ts'

/** As much of a tuner as is needed to have it work. */
interface Fitting {
  fit(): Promise<ResultGrid>
}

/** Has a tuner do its work before the user's eyes, and says how that ended. */
export async function fit(
  cli: Cli,
  tuner: Fitting,
  { quiet }: { readonly quiet: boolean },
): Promise<ExitCode> {
  // If the reader of the output goes away, the report ends and the study goes on.
  cli.outlivesOutput = true
  const results = await tuner.fit()
  return outcome(cli, results, { quiet })
}
