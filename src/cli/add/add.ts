import { printJson, printLines } from '../print.ts'
import { withRunningStudy } from '../running/running-study.ts'
import { configOf } from './config-of.ts'
import type { Cli } from '../cli.ts'

/** What `attune add` takes besides the study and values. */
export interface AddOptions {
  readonly config?: string
  readonly json?: true
}

/** Adds a trial to a running study. */
export async function add(
  cli: Cli,
  study: string,
  values: readonly string[],
  options: AddOptions,
): Promise<void> {
  const config = configOf(options.config, values)
  await withRunningStudy(cli, { study }, async ({ client, dir, name }) => {
    const { trial } = await client.request({ command: 'add-trial', config })
    if (options.json) printJson(cli.stdout, { study: name, dir, trial, given: config })
    else printLines(cli.stdout, [`${trial} has been added to ${name}.`])
  })
}
