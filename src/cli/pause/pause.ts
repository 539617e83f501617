import { printJson, printLines } from '../print.ts'
import { withRunningStudy } from '../running/running-study.ts'
import type { Cli } from '../cli.ts'

/** What `attune pause` takes besides names. */
export interface PauseOptions {
  readonly reason?: string
  readonly json?: true
}

/** Asks a running study to pause trials at their next report. */
export async function pause(
  cli: Cli,
  study: string,
  trials: readonly string[],
  { reason = 'paused by attune pause', json }: PauseOptions,
): Promise<void> {
  await withRunningStudy(cli, { study, trials }, async ({ client, dir, name, trialIds }) => {
    for (const trial of trialIds) await client.request({ command: 'pause-trial', trial, reason })
    if (json) {
      printJson(cli.stdout, { study: name, dir, trials: trialIds.map((trial) => ({ trial })) })
      return
    }
    const lines = trialIds.map((trial) => `${trial} pauses at its next report.`)
    const again = `To let it go on: attune resume ${name} ${trialIds.join(' ')}`
    printLines(cli.stdout, [...lines, again])
  })
}
