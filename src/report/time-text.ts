import { formatNumber } from './format-number.ts'

/** `3s`, `2min 3s`, `1hr 2min 3s`, `1d 0hr 2min 3s`. Parts of a second are cut off. */
export function durationText(seconds: number): string {
  const whole = wholeSeconds(seconds)
  const days = Math.floor(whole / 86400)
  const hours = Math.floor(whole / 3600) % 24
  const minutes = Math.floor(whole / 60) % 60
  let text = ''
  if (days > 0) text += `${days}d `
  if (hours > 0 || text !== '') text += `${hours}hr `
  if (minutes > 0 || text !== '') text += `${minutes}min `
  return `${text}${whole % 60}s`
}

/** {@link durationText}, with hundredths below a minute: `0.62s`, `12.3s`, `2min 3s`. */
export function exactDurationText(seconds: number): string {
  return seconds >= 0 && seconds < 60
    ? `${formatNumber(Math.floor(seconds * 100) / 100)}s`
    : durationText(seconds)
}

/** `00:00:04.99`, and from a day on `1 days, 00:00:04.99`. Parts of a hundredth are cut off. */
export function clockText(seconds: number): string {
  const hundredths = Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds * 100 + 1e-6)) : 0
  const whole = Math.floor(hundredths / 100)
  const days = Math.floor(whole / 86400)
  const parts = [Math.floor(whole / 3600) % 24, Math.floor(whole / 60) % 60, whole % 60]
  const clock = parts.map((part) => String(part).padStart(2, '0')).join(':')
  const fraction = String(hundredths % 100).padStart(2, '0')
  return `${days > 0 ? `${days} days, ` : ''}${clock}.${fraction}`
}

/**
 * A guess of the time left, no more exact than a guess can be: `8s`, `45s`, `12min`, `3hr 5min`,
 * `2d 4hr`.
 */
export function roughDurationText(seconds: number): string {
  const whole = Math.ceil(Math.max(0, seconds))
  if (whole < 100) return `${whole}s`
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return `${minutes}min`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return `${hours}hr ${minutes % 60}min`
  return `${Math.floor(hours / 24)}d ${hours % 24}hr`
}

function wholeSeconds(seconds: number): number {
  return Number.isFinite(seconds) ? Math.max(0, Math.floor(seconds)) : 0
}
