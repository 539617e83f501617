import { ConfigurationError } from '../../errors.ts'
import { simulate as replay } from '../../tuner/simulate.ts'
import { printJson, printLines } from '../print.ts'
import { countOption, secondsOption } from '../running/option-values.ts'
import { studyName } from '../running/study-name.ts'
import { studyPath } from '../study-path.ts'
import { comparison } from './comparison.ts'
import { listOf, schedulersOf } from './schedulers.ts'
import type { Simulation } from '../../tuner/simulate.ts'
import type { Cli } from '../cli.ts'

/** What `attune simulate` takes besides the study. */
export interface SimulateOptions {
  readonly scheduler?: string
  readonly compare?: string
  readonly option?: readonly string[]
  readonly maxConcurrent?: string
  readonly startup: string
  readonly seed?: string
  readonly json?: true
}

/** Replays a study under one other scheduler, or several beside each other. */
export function simulate(cli: Cli, study: string, options: SimulateOptions): void {
  const { scheduler, compare, option = [], seed, json } = options
  const names = [...(scheduler === undefined ? [] : [scheduler]), ...listOf(compare ?? '')]
  if (names.length === 0) {
    throw new ConfigurationError(
      'INVALID_ARGUMENT',
      'No scheduler is given. Name one with --scheduler asha, or several with --compare asha,hyperband.',
      { path: ['scheduler'] },
    )
  }
  const dir = studyPath(cli, study)
  const maxConcurrentTrials = countOption('--max-concurrent', options.maxConcurrent, 0)
  const simulations = schedulersOf(names, option).map((each) =>
    replay(dir, {
      scheduler: each,
      startupS: secondsOption('--startup', options.startup),
      ...(maxConcurrentTrials === undefined ? {} : { maxConcurrentTrials }),
      ...(seed === undefined ? {} : { seed: seedOf(seed) }),
    }),
  )
  if (json)
    printJson(cli.stdout, { study: studyName(cli, dir), dir, simulations: simulations.map(dataOf) })
  else if (compare === undefined) printLines(cli.stdout, [String(simulations[0])])
  else printLines(cli.stdout, comparison(simulations))
}

/** A seed that looks like a number is one, as in a study file. */
function seedOf(text: string): number | string {
  const number = Number(text)
  return text.trim() !== '' && Number.isFinite(number) ? number : text
}

function dataOf(simulation: Simulation): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(simulation).filter(([key]) => key !== 'toString'))
}
