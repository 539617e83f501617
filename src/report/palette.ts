import pc from 'picocolors'

/** The styles of picocolors, all of them or none. */
export type Palette = ReturnType<typeof pc.createColors>

type Environment = Readonly<Record<string, string | undefined>>

/** A palette that styles, or one that leaves every text as it is. */
export function palette(enabled: boolean): Palette {
  return pc.createColors(enabled)
}

/**
 * Whether to write colours: never with `NO_COLOR` (whatever its value, if it has one), always with
 * `FORCE_COLOR` other than `0` or `false`, otherwise on a terminal that is not dumb.
 */
export function wantsColor(env: Environment, isTerminal: boolean): boolean {
  if (isSet(env['NO_COLOR'])) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined) return forced !== '0' && forced !== 'false'
  return isTerminal && env['TERM'] !== 'dumb'
}

/** Whether the terminal is known to show characters beyond ASCII. */
export function wantsUnicode(env: Environment): boolean {
  if (env['TERM'] === 'linux') return false
  const locale = [env['LC_ALL'], env['LC_CTYPE'], env['LANG']].find(isSet)
  return locale !== undefined && /utf-?8/iu.test(locale)
}

/** Whether a variable is there and says something. */
export function isSet(value: string | undefined): value is string {
  return value !== undefined && value !== ''
}
