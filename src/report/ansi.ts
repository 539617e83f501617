/** Escape sequences of ECMA-48 and xterm. */
export const HIDE_CURSOR = '\u001b[?25l'
export const SHOW_CURSOR = '\u001b[?25h'
/** Asks for pasted text to come between marks, so that it is not taken for keys. */
export const PASTE_MARKED = '\u001b[?2004h'
export const PASTE_PLAIN = '\u001b[?2004l'
/** Without wrapping, a line that is wider than it was taken to be is cut instead of breaking in two. */
export const WRAP_OFF = '\u001b[?7l'
export const WRAP_ON = '\u001b[?7h'
/** Asks for all that follows to appear at once; terminals that do not know it ignore it. */
export const FRAME_BEGIN = '\u001b[?2026h'
export const FRAME_END = '\u001b[?2026l'
export const CLEAR_LINE = '\u001b[K'
export const CLEAR_BELOW = '\u001b[J'

/** To the beginning of the line `count` lines above. */
export function lineUp(count: number): string {
  return count > 0 ? `\r\u001b[${count}A` : '\r'
}
