const SECONDS: Readonly<Record<string, number>> = {
  ms: 0.001,
  s: 1,
  sec: 1,
  second: 1,
  m: 60,
  min: 60,
  minute: 60,
  h: 3600,
  hr: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
}

/** Longer ones first, so that `min` is no `m`. */
const UNITS = Object.keys(SECONDS)
  .toSorted((a, b) => b.length - a.length)
  .map((unit) => (unit.length > 2 ? `${unit}s?` : unit))
  .join('|')
const PART = String.raw`(?:\d+(?:\.\d+)?|\.\d+)\s*(?:${UNITS})`
const CLOCK = String.raw`\d+:[0-5]\d:[0-5]\d`

/** Times in words: `90s`, `2h`, `1h30m`, `1.5 hours`, `500ms`, `2d` or `1:30:00`. */
export const DURATION: RegExp = new RegExp(String.raw`^\s*(?:${PART}(?:\s*${PART})*|${CLOCK})\s*$`)

/** Seconds of a time in words; undefined for anything else, a number without a unit included. */
export function secondsIn(text: string): number | undefined {
  const words = text.toLowerCase().trim()
  if (!DURATION.test(words)) return undefined
  if (words.includes(':')) {
    const [hours = 0, minutes = 0, seconds = 0] = words.split(':').map(Number)
    return hours * 3600 + minutes * 60 + seconds
  }
  let total = 0
  for (const [, amount = '', unit = ''] of words.matchAll(/([\d.]+)\s*([a-z]+)/g)) {
    total += Number(amount) * (SECONDS[unit] ?? SECONDS[unit.replace(/s$/, '')] ?? Number.NaN)
  }
  return Math.round(total * 1e6) / 1e6
}
