/** Code points that take two cells (East Asian Width W and F) and are not emoji. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2329, 0x232a],
  [0x2e80, 0x303e],
  [0x3041, 0x3247],
  [0x3250, 0x4dbf],
  [0x4e00, 0xa4c6],
  [0xa960, 0xa97c],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe10, 0xfe19],
  [0xfe30, 0xfe6b],
  [0xff01, 0xff60],
  [0xffe0, 0xffe6],
  [0x16fe0, 0x1b2fb],
  [0x1f200, 0x1f265],
  [0x20000, 0x3fffd],
]
/** Characters of one cell that never join: printable ASCII, the ellipsis, lines and blocks. */
const SINGLE = /^[\x20-\x7e\u2026\u2500-\u259f]*$/
/** Drawn as a picture of two cells, whatever it is composed of. */
const EMOJI = /\p{Emoji_Presentation}|\p{Emoji}\ufe0f/u
/** Drawn into the cell before it: marks, format characters, the later parts of a Hangul syllable. */
const ZERO_WIDTH = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff]/u
/** Colours and weights, as picocolors writes them: the only escape sequences inside a line. */
const STYLE = /(\p{Cc}\[[0-9;]*m)/u
const STYLES = new RegExp(STYLE, 'gu')

let segmenter: Intl.Segmenter | undefined

/** The characters as a reader sees them. Loading the rules takes 10 ms, so only text that needs them pays. */
function graphemes(text: string): string[] {
  if (SINGLE.test(text)) return text.split('')
  segmenter ??= new Intl.Segmenter(undefined, { granularity: 'grapheme' })
  return Array.from(segmenter.segment(text), (part) => part.segment)
}

function codePointWidth(character: string): number {
  if (ZERO_WIDTH.test(character)) return 0
  const code = character.codePointAt(0) ?? 0
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1
}

function graphemeWidth(grapheme: string): number {
  if (grapheme.length === 1 && SINGLE.test(grapheme)) return 1
  if (EMOJI.test(grapheme)) return 2
  let width = 0
  for (const character of grapheme) width += codePointWidth(character)
  return width
}

/**
 * How many terminal cells a text takes: 1 for most characters, 2 for wide ones and emoji, 0 for
 * combining marks. Styles (`ESC[…m`) count as nothing; other control characters must not be in it.
 */
export function displayWidth(text: string): number {
  const plain = text.includes('\u001b') ? text.replaceAll(STYLES, '') : text
  if (SINGLE.test(plain)) return plain.length
  let width = 0
  for (const grapheme of graphemes(plain)) width += graphemeWidth(grapheme)
  return width
}

/** Fills up with spaces to `width` cells. */
export function padTo(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)))
  return align === 'left' ? text + space : space + text
}

/** Cuts the end off, so that at most `width` cells are taken; styles stay balanced. */
export function cutEnd(text: string, width: number, ellipsis: string): string {
  if (displayWidth(text) <= width) return text
  let room = width - displayWidth(ellipsis)
  if (room < 0) return cutEnd(ellipsis, width, '')
  let result = ''
  let cut = false
  for (const part of text.split(STYLE)) {
    if (STYLE.test(part)) result += part
    else if (!cut) {
      for (const grapheme of graphemes(part)) {
        room -= graphemeWidth(grapheme)
        cut = room < 0
        if (cut) break
        result += grapheme
      }
      if (cut) result += ellipsis
    }
  }
  return result
}

/** Cuts the beginning off: `...` and the tail, at most `width` cells. For text without styles. */
export function cutStart(text: string, width: number): string {
  if (displayWidth(text) <= width) return text
  let room = width - 3
  let tail = ''
  for (const grapheme of graphemes(text).reverse()) {
    room -= graphemeWidth(grapheme)
    if (room < 0) break
    tail = grapheme + tail
  }
  return cutEnd('...', width, '') + tail
}
