const DATE =
  /^(\d+)-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,6})\d*)?(?:Z|([+-])(\d\d):?(\d\d))?$/

/**
 * A time as Optuna stores it, in milliseconds since the epoch, to the microsecond. Without an offset it
 * is the local time of the machine that wrote it, and is taken for that of this one.
 */
export function parseDate(text: unknown): number | undefined {
  const match = typeof text === 'string' ? DATE.exec(text) : null
  if (match === null) return undefined
  const [year = 0, month = 1, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map(Number)
  const micros = Number((match[7] ?? '').padEnd(6, '0'))
  const isLocal = !String(text).endsWith('Z') && match[8] === undefined
  const whole = isLocal
    ? new Date(year, month - 1, day, hour, minute, second).getTime()
    : Date.UTC(year, month - 1, day, hour, minute, second)
  const offset = (Number(match[9] ?? 0) * 60 + Number(match[10] ?? 0)) * 60_000
  return whole - (match[8] === '-' ? -offset : offset) + micros / 1000
}

/** A time as Optuna's SQLite storage writes it: local, `2026-01-31 13:05:00.123456`. */
export function dateText(at: number): string {
  const micros = Math.round(at * 1000)
  const date = new Date(Math.floor(micros / 1000))
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = [
    String(date.getFullYear()).padStart(4, '0'),
    two(date.getMonth() + 1),
    two(date.getDate()),
  ]
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())]
  const fraction = String(((micros % 1e6) + 1e6) % 1e6).padStart(6, '0')
  return `${day.join('-')} ${time.join(':')}.${fraction}`
}
