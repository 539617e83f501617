import { CLIReporter } from '../../report/cli-reporter.ts'
import { studyLine } from '../../report/render-status.ts'
import { bestCompromises, bestText, resourceUsage, trialCounts } from '../../report/study-lines.ts'
import { durationText } from '../../report/time-text.ts'
import { visibleText } from '../../report/visible-text.ts'
import type { ReadStudy } from '../table/open-study.ts'
import type { Look } from '../table/look.ts'

/** How many of the best compromises are named. */
const MOST_COMPROMISES = 5

/** What there is to say of a study before its trials. */
export function headLines(
  { view, state, createdAt, changedAt }: ReadStudy,
  { look, name, now }: { readonly look: Look; readonly name: string; readonly now: number },
): string[] {
  const { palette } = look
  const reporter = new CLIReporter()
  const { best } = view
  return [
    studyLine(view, look.width, palette),
    `Number of trials: ${trialCounts(view)}`,
    stateLine(),
    ...(state === 'running' ? [`Logical resource usage: ${resourceUsage(view)}`] : []),
    ...(best === undefined
      ? []
      : [
          `${palette.bold(state === 'running' ? 'Current best trial:' : 'Best trial:')} ` +
            bestText(view, best, reporter),
        ]),
    ...compromises(),
  ]

  function stateLine(): string {
    const why = view.stopReason === undefined ? '' : `: ${visibleText(view.stopReason)}`
    const age = durationText((now - (changedAt ?? now)) / 1000)
    const span = durationText(((changedAt ?? 0) - (createdAt ?? 0)) / 1000)
    switch (state) {
      case 'running':
        return `Running for ${durationText((now - view.sessionStartedAt) / 1000)}${why}`
      case 'interrupted':
        return palette.yellow(
          `Interrupted ${age} ago${why}. Its unfinished trials wait: attune resume ${name}`,
        )
      case 'failed':
        return palette.red(`Failed${why}`)
      case 'finished':
        return `Finished ${age} ago, ${span} after it began${why}`
    }
  }

  function compromises(): string[] {
    const front = bestCompromises(view)
    if (front.length === 0) return []
    const shown = front.slice(0, MOST_COMPROMISES)
    const rest = front.length - shown.length
    return [
      `${palette.bold('Pareto front:')} ${front.length} of ${view.trials.length} trials`,
      ...shown.map((trial) => `  ${bestText(view, trial, reporter)}`),
      ...(rest === 0 ? [] : [`  ... and ${rest} more: attune best ${name} --pareto`]),
    ]
  }
}
