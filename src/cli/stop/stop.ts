import { ConfigurationError } from '../../errors.ts'
import { printJson, printLines } from '../print.ts'
import { withRunningStudy } from '../running/running-study.ts'
import { studyEnd, trialEnds } from './wait-for-end.ts'
import type { Cli } from '../cli.ts'
import type { RunningStudy } from '../running/running-study.ts'

/** What `attune stop` takes besides names. */
export interface StopOptions {
  readonly now?: true
  readonly reason?: string
  readonly wait: boolean
  readonly json?: true
}

/** Ends a running study, or trials of it. */
export async function stop(
  cli: Cli,
  study: string,
  trials: readonly string[],
  options: StopOptions,
): Promise<void> {
  if (trials.length > 0 && options.now) {
    throw new ConfigurationError(
      'INVALID_ARGUMENT',
      '--now kills all trials of a study, but single trials are named too. Leave one of them out.',
      { path: ['now'] },
    )
  }
  await withRunningStudy(cli, { study, trials }, (running) =>
    trials.length > 0 ? stopTrials(cli, running, options) : stopStudy(cli, running, options),
  )
}

async function stopStudy(
  cli: Cli,
  { client, dir, name }: RunningStudy,
  { now, wait, json, reason = 'stopped by attune stop' }: StopOptions,
): Promise<void> {
  const how = now ? 'now' : 'finish'
  await client.request({ command: 'stop', how, reason })
  if (!wait) {
    if (json) printJson(cli.stdout, { study: name, dir, how, ended: false })
    else printLines(cli.stdout, [`${name} is ending.`])
    return
  }
  if (!now) cli.stderr.write(`Waiting for the trials of ${name} to report once more …\n`)
  const { isComplete, counts, open } = await studyEnd(dir)
  if (json) {
    printJson(cli.stdout, { study: name, dir, how, ended: true, complete: isComplete, counts })
  } else if (isComplete) printLines(cli.stdout, [`${name} has ended, and is finished.`])
  else {
    const still = open > 0 ? `, with ${open} trials to go on with` : ''
    printLines(cli.stdout, [`${name} has ended${still}. To resume it: attune resume ${name}`])
  }
}

async function stopTrials(
  cli: Cli,
  { client, dir, name, trialIds }: RunningStudy,
  { wait, json, reason = 'stopped by attune stop' }: StopOptions,
): Promise<void> {
  for (const trial of trialIds) await client.request({ command: 'stop-trial', trial, reason })
  if (wait) {
    const trials = await trialEnds(dir, trialIds)
    if (json) printJson(cli.stdout, { study: name, dir, trials })
    else {
      const lines = trials.map(
        ({ trial, status, iteration }) => `${trial} ${status} after iteration ${iteration}`,
      )
      printLines(cli.stdout, lines)
    }
  } else if (json) {
    printJson(cli.stdout, { study: name, dir, trials: trialIds.map((trial) => ({ trial })) })
  } else {
    printLines(
      cli.stdout,
      trialIds.map((trial) => `${trial} is ending.`),
    )
  }
}
