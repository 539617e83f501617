import { numberAt } from '../../math/score.ts'
import { linePlot } from '../../report/plot/line-plot.ts'
import { visibleText } from '../../report/visible-text.ts'
import type { Look } from '../table/look.ts'
import type { TrialFacts } from './trial-facts.ts'

/** A pipe does not say how wide it is. */
const WIDTH = 80
const WIDEST = 100

/** The curves of metrics over the iterations; nothing of a trial that has reported nothing. */
export function curves(
  { history }: TrialFacts,
  metrics: readonly string[],
  { width, unicode }: Look,
): string[] {
  if (history.length === 0) return []
  return metrics.flatMap((metric) => [
    '',
    ...linePlot(pointsOf(history, metric), {
      title: visibleText(metric),
      xTitle: 'training_iteration',
      width: Math.min(WIDEST, Number.isFinite(width) ? width : WIDTH),
      unicode,
    }),
    '',
  ])
}

/** A result without the metric leaves no gap: it is reported less often than others. */
function pointsOf(
  history: TrialFacts['history'],
  metric: string,
): { readonly x: number; readonly y: number }[] {
  return history.flatMap(({ result }, i) => {
    const y = numberAt(result, metric)
    return y === undefined ? [] : [{ x: numberAt(result, 'training_iteration') ?? i + 1, y }]
  })
}
