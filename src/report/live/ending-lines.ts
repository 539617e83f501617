import { cutEnd, displayWidth, padTo } from '../display-width.ts'
import type { Palette } from '../palette.ts'
import { visibleText } from '../visible-text.ts'
import type { Ending, StopTally } from '../stop-tally.ts'
import type { StudyWatch } from './study-watch.ts'

/** Kinds of reasons that are named on one line, at most. */
const NAMED = 6
const KIND = 40

/** `Stopped 12: rung 4 (7), rung 2 (3), … 2 more kinds`; empty without any. */
export function stoppedLine(stops: StopTally, ellipsis: string): string {
  if (stops.total === 0) return ''
  const { kinds } = stops
  const named = kinds.slice(0, NAMED).map(([kind, count]) => `${short(kind, KIND)} (${count})`)
  const rest = kinds.length - named.length
  if (rest > 0) named.push(`${ellipsis} ${rest} more ${rest === 1 ? 'reason' : 'reasons'}`)
  return `Stopped ${stops.total}: ${named.join(', ')}`
}

/** `Failed 2: ValueError (2), 1 retried, last 63ecc_00002: ValueError: …`; empty without any. */
export function failedLine(watch: StudyWatch, palette: Palette): string {
  const { failures, retries } = watch
  if (failures.total + retries === 0) return ''
  if (failures.total === 0) return palette.red(`Failed and tried again: ${retries}`)
  const parts = failures.kinds.slice(0, 3).map(([kind, count]) => `${short(kind, KIND)} (${count})`)
  if (retries > 0) parts.push(`${retries} tried again`)
  const [last] = failures.last
  const text = `Failed ${failures.total}: ${parts.join(', ')}`
  return palette.red(last === undefined ? text : `${text}, last ${story(last)}`)
}

/** The same with room: a line for each kind, and below them the last ones word for word. */
export function endingLines(
  watch: StudyWatch,
  {
    width,
    height,
    palette,
  }: { readonly width: number; readonly height: number; readonly palette: Palette },
): string[] {
  const { stops } = watch
  const failed = failedLine(watch, palette)
  const room = height - (failed === '' ? 0 : 1)
  if (stops.total === 0 || room < 3) {
    return [stoppedLine(stops, '...'), failed].filter((line) => line !== '')
  }
  const { kinds, last } = stops
  const body = room - 1
  // Half of the room for the kinds, and what they leave for the last ones.
  const shownKinds = kinds.slice(0, Math.max(1, Math.ceil(body / 2)))
  const names = shownKinds.map(([kind]) => short(kind, KIND))
  const nameWidth = names.reduce((widest, name) => Math.max(widest, displayWidth(name)), 0)
  const most = shownKinds[0]?.[1] ?? 1
  const digits = String(most).length
  const hidden = kinds.length - shownKinds.length
  const more = hidden > 0 ? ` (${hidden} more ${hidden === 1 ? 'reason' : 'reasons'})` : ''
  return [
    `Stopped ${stops.total}${more}`,
    ...shownKinds.map(
      ([, count], i) =>
        `  ${padTo(names[i] ?? '', nameWidth, 'left')}  ${String(count).padStart(digits)} stopped`,
    ),
    ...last
      .slice(0, body - shownKinds.length)
      .map((ending) => palette.dim(cutEnd(`  ${story(ending)}`, width, '...'))),
    ...(failed === '' ? [] : [failed]),
  ]
}

function story({ trial, text }: Ending): string {
  const [firstLine = ''] = text.trimStart().split(/\r?\n/u, 1)
  return `${visibleText(trial)}: ${short(firstLine, 300)}`
}

function short(text: string, width: number): string {
  return cutEnd(visibleText(text), width, '...')
}
