import type { StudyView } from '../study/view.ts'
import { displayWidth } from './display-width.ts'
import type { Progress } from './progress.ts'
import { durationText, roughDurationText } from './time-text.ts'
import { visibleText } from './visible-text.ts'

export interface ProgressLineOptions {
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly width: number
  /** Whether the bar may be drawn with block characters. */
  readonly unicode: boolean
}

const WIDEST_BAR = 40
const NARROWEST_BAR = 8
/** Room for the words beside the bar, so that it does not change its length with them. */
const WORDS = 48

/** `[#####.....] 50% | running for 1min 3s | about 1min left`, as much of it as there is to say. */
export function progressLine(
  study: StudyView,
  progress: Progress,
  options: ProgressLineOptions,
): string {
  const texts = [`running for ${elapsedText(study, options.now)}`]
  if (study.stopReason !== undefined) {
    texts.push(`ending: ${visibleText(study.stopReason)}`)
  } else if (progress.leftS !== undefined && progress.fraction !== 1) {
    texts.push(`about ${roughDurationText(progress.leftS)} left`)
  }
  const { fraction } = progress
  if (fraction === undefined) return texts.join(' | ')
  // 100 % is for what is done, not for what is nearly done.
  texts.unshift(`${fraction < 1 ? Math.min(99, Math.floor(fraction * 100)) : 100}%`)
  const text = texts.join(' | ')
  const words = Math.max(WORDS, displayWidth(text))
  const length = Math.min(WIDEST_BAR, options.width - words - 3)
  if (length < NARROWEST_BAR) return text
  const full = Math.floor(fraction * length)
  const [done, open] = options.unicode ? ['█', '░'] : ['#', '.']
  return `[${done.repeat(full)}${open.repeat(length - full)}] ${text}`
}

/** How long this session has been going. */
export function elapsedText(study: StudyView, now: number): string {
  return durationText((now - study.sessionStartedAt) / 1000)
}
