/** `YYYY-MM-DD_HH-MM-SS` in local time. */
export function dateText(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0')
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())]
  const time = [two(date.getHours()), two(date.getMinutes()), two(date.getSeconds())]
  return `${day.join('-')}_${time.join('-')}`
}
