import {
  CLEAR_BELOW,
  CLEAR_LINE,
  FRAME_BEGIN,
  FRAME_END,
  WRAP_OFF,
  WRAP_ON,
  lineUp,
} from './ansi.ts'
import { displayWidth } from './display-width.ts'

/**
 * A block of lines that is drawn again and again in the same place: the lowest lines of what was
 * written, with the cursor below. Answers escape sequences, and leaves writing them to the caller.
 */
export class LiveBlock {
  #lines: readonly string[] = []
  #width = 0

  get isDrawn(): boolean {
    return this.#lines.length > 0
  }

  /** What puts `lines` in the place of the block on a screen `width` cells wide; empty for no change. */
  draw(lines: readonly string[], width: number): string {
    const above = this.#height(width)
    const sameWidth = width === this.#width
    const before = this.#lines
    if (sameWidth && lines.length === before.length && lines.every((l, i) => l === before[i]))
      return ''
    this.#lines = lines
    this.#width = width
    // A line that has not changed is passed over. Cleared first: at the right edge, clearing to the
    // end of the line would take the last character with it.
    const body = lines.map((line, i) =>
      sameWidth && line === before[i] ? '\n' : `${CLEAR_LINE}${line}\n`,
    )
    return `${FRAME_BEGIN}${WRAP_OFF}${lineUp(above)}${body.join('')}${CLEAR_BELOW}${WRAP_ON}${FRAME_END}`
  }

  /** What takes the block off the screen, with the cursor where it began. */
  erase(width: number): string {
    if (!this.isDrawn) return ''
    const above = this.#height(width)
    this.#lines = []
    // Line by line: clearing all below the top of the screen makes some terminals keep a copy.
    return `${lineUp(above)}${`${CLEAR_LINE}\n`.repeat(above)}${lineUp(above)}`
  }

  /** Leaves the block where it is; the next one is drawn below. */
  forget(): void {
    this.#lines = []
  }

  /** Lines that the block takes now: a terminal that became narrower has broken the long ones. */
  #height(width: number): number {
    if (width >= this.#width) return this.#lines.length
    return this.#lines.reduce(
      (sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / width)),
      0,
    )
  }
}
