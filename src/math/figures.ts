/** A number for a sentence: six digits, or all of them when it shall be told apart from `other`. */
export function figure(value: number, other: number = value): string {
  const short = rounded(value)
  // Equal at six digits but not the same: a reader needs the rest to see why one is worse.
  return short === rounded(other) && !Object.is(value, other) ? String(value) : String(short)
}

/** `1st`, `2nd`, `3rd`, `4th`, … for a whole number of at least 0. */
export function ordinal(n: number): string {
  const teen = n % 100 >= 11 && n % 100 <= 13
  return `${n}${(teen ? undefined : ['th', 'st', 'nd', 'rd'][n % 10]) ?? 'th'}`
}

function rounded(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : value
}
