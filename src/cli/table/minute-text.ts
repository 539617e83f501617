import { dateText } from '../../logger/date-text.ts'

/** `2026-01-31 10:05` in local time; undefined for a moment that was not. */
export function minuteText(at: number | undefined): string | undefined {
  if (at === undefined) return undefined
  const [day = '', time = ''] = dateText(new Date(at)).split('_')
  return `${day} ${time.slice(0, 5).replace('-', ':')}`
}
