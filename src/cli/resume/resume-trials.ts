import { printJson, printLines } from '../print.ts'
import { withRunningStudy } from '../running/running-study.ts'
import type { Cli } from '../cli.ts'

/** Lets trials of a running study go on that a user has paused. */
export async function resumeTrials(
  cli: Cli,
  study: string,
  trials: readonly string[],
  { json }: { readonly json?: true },
): Promise<void> {
  await withRunningStudy(cli, { study, trials }, async ({ client, dir, name, trialIds }) => {
    for (const trial of trialIds) await client.request({ command: 'resume-trial', trial })
    if (json) {
      printJson(cli.stdout, { study: name, dir, trials: trialIds.map((trial) => ({ trial })) })
      return
    }
    printLines(
      cli.stdout,
      trialIds.map((trial) => `${trial} goes on when there is room for it.`),
    )
  })
}
