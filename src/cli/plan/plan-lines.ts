import { figure } from '../../math/figures.ts'
import { roughDurationText } from '../../report/time-text.ts'
import { visibleText } from '../../report/visible-text.ts'
import type { StudyPlan } from './study-plan.ts'

/** Parameters that are named one by one, at most. */
const MOST_NAMED = 8

/** A plan as people read it. */
export function planLines(name: string, plan: StudyPlan): string[] {
  const [head = '', ...rest] = String(plan.schedule).split('\n')
  const isNote = (line: string): boolean => line.startsWith('  Note: ')
  return [
    `${visibleText(name)}: ${numberOf(plan.trials, 'trial')}, ${atOnceText(plan)}`,
    spaceText(plan),
    head,
    ...rest.filter((line) => !isNote(line)),
    ...costLines(plan),
    ...timeLines(plan),
    ...rest.filter(isNote),
  ]
}

function atOnceText({ atOnce, limitedBy, request, capacity }: StudyPlan): string {
  const there = amounts({ cpu: capacity.cpu, gpu: capacity.gpu, ...capacity.custom })
  const each = request === undefined ? 'what depends on its config' : amounts(request)
  const asks = each === '' ? '' : `each asks for ${each}; `
  const why =
    limitedBy === 'resources' ? `${asks}there is ${there}` : `${asks}there would be ${there}`
  return `${figure(atOnce)} at once (${limitedBy === 'trials' ? `there is ${there}` : why})`
}

function spaceText({ parameters, configs }: StudyPlan): string {
  if (parameters.length === 0) return 'space: nothing varies, all trials have the same config'
  const named = parameters.slice(0, MOST_NAMED).map(visibleText).join(', ')
  const more = parameters.length > MOST_NAMED ? `, and ${parameters.length - MOST_NAMED} more` : ''
  const size = Number.isFinite(configs) ? numberOf(configs, 'different config') : 'endless configs'
  return `space: ${numberOf(parameters.length, 'parameter')} (${named}${more}), ${size}`
}

/** The scheduler's own text has the cost where the scheduler knows it. */
function costLines({ schedule, cost, fullCost }: StudyPlan): string[] {
  if (schedule.cost !== undefined || fullCost === undefined) return []
  const what = cost === undefined ? 'cost if every trial runs to its end' : 'cost'
  return [`  ${what}: ${fullCost.toLocaleString('en-US')} ${schedule.timeAttr}`]
}

function timeLines(plan: StudyPlan): string[] {
  const { seconds, secondsAtMost, timeBudgetS, trials, schedule } = plan
  const lines: string[] = []
  if (seconds !== undefined) {
    lines.push(`  expected time: ${roughDurationText(seconds)} if no worker waits`)
  }
  if (secondsAtMost !== undefined && secondsAtMost !== seconds) {
    lines.push(`  time if every trial runs to its end: ${roughDurationText(secondsAtMost)}`)
  }
  if (timeBudgetS !== undefined) {
    lines.push(`  time budget: ${roughDurationText(timeBudgetS)}, whatever has been done by then`)
  }
  if (lines.length === 0 && Number.isFinite(trials)) {
    const unit = schedule.timeAttr
    lines.push(
      `  expected time: not known. Say how long one ${unit} takes (--seconds-per-unit) or a whole ` +
        'trial (--trial-time).',
    )
  }
  return lines
}

function amounts(request: Readonly<Record<string, number>>): string {
  return Object.entries(request)
    .filter(([name, amount]) => amount > 0 || name === 'cpu')
    .map(([name, amount]) => `${figure(amount)} ${visibleText(name)}`)
    .join(', ')
}

function numberOf(count: number, noun: string): string {
  if (count === Infinity) return `${noun}s without end`
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`
}
