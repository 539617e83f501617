import { cutEnd, displayWidth } from '../display-width.ts'

const GAP = '   '

/** Puts two blocks of lines next to each other; the right one begins after `leftWidth` cells and a gap. */
export function beside(
  left: readonly string[],
  right: readonly string[],
  leftWidth: number,
): string[] {
  const height = Math.max(left.length, right.length)
  return Array.from({ length: height }, (_, i) => {
    const text = cutEnd(left[i] ?? '', leftWidth, '...')
    const rest = right[i]
    if (rest === undefined || rest === '') return text
    return text + ' '.repeat(leftWidth - displayWidth(text)) + GAP + rest
  })
}

/** How wide the right block may be. */
export function widthBeside(width: number, leftWidth: number): number {
  return Math.max(0, width - leftWidth - GAP.length)
}
