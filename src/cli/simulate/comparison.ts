import { figure } from '../../math/figures.ts'
import { psqlTable } from '../../report/psql-table.ts'
import { exactDurationText } from '../../report/time-text.ts'
import type { Simulation } from '../../tuner/simulate.ts'

const HEADERS = [
  'scheduler',
  'time',
  'training',
  'saved',
  'ended early',
  'best trial',
  'chosen trial',
  'its value',
  'censored',
]

/** What several schedulers would have made of a study, a row each, under what was recorded. */
export function comparison(simulations: readonly Simulation[]): string[] {
  const [first] = simulations
  if (first === undefined) return []
  const { recorded, best, trials } = first
  const rows = [
    [
      '(all to their end)',
      exactDurationText(recorded.wallS),
      exactDurationText(recorded.trialS),
      '0 %',
      `0 of ${trials}`,
      'kept',
      best?.trial ?? '',
      best?.value,
      0,
    ],
    ...simulations.map((each) => [
      each.scheduler,
      exactDurationText(each.wallS),
      exactDurationText(each.trialS),
      `${figure(Math.round(each.saved * 1000) / 10)} %`,
      `${each.stopped} of ${each.trials}`,
      each.bestSurvived ? 'kept' : 'stopped',
      each.chosen?.trial ?? '',
      each.chosen?.value,
      each.censored.length,
    ]),
  ]
  return psqlTable(HEADERS, rows)
}
