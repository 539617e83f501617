import { palette, wantsColor, wantsUnicode } from '../../report/palette.ts'
import type { Palette } from '../../report/palette.ts'
import type { Cli } from '../cli.ts'

/** How what a command prints is to look. */
export interface Look {
  readonly isTerminal: boolean
  /** Cells from left to right; `Infinity` where lines may be of any length. */
  readonly width: number
  readonly palette: Palette
  readonly unicode: boolean
}

/** A pipe gets plain text of any width; colours only by `FORCE_COLOR`. */
export function lookOf({ stdout, env }: Cli): Look {
  const isTerminal = stdout.isTTY === true
  return {
    isTerminal,
    width: isTerminal ? (stdout.columns ?? 80) : Infinity,
    palette: palette(wantsColor(env, isTerminal)),
    unicode: wantsUnicode(env),
  }
}
