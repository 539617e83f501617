/** Bits of the dots of a braille character, by row and column (Unicode 15, Braille Patterns). */
const DOTS: readonly (readonly number[])[] = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
]
const BLANK = 0x2800

/** Dots to draw with: eight to a cell as braille, or one, an asterisk, in ASCII. */
export class Canvas {
  /** Dots from left to right and from top to bottom. */
  readonly width: number
  readonly height: number
  readonly #rows: Uint8Array[]
  readonly #unicode: boolean

  constructor(columns: number, rows: number, { unicode }: { readonly unicode: boolean }) {
    this.width = unicode ? 2 * columns : columns
    this.height = unicode ? 4 * rows : rows
    this.#unicode = unicode
    this.#rows = Array.from({ length: rows }, () => new Uint8Array(columns))
  }

  /** The dot at a place counted from the upper left; outside there is none. */
  dot(x: number, y: number): void {
    const [across, down] = this.#unicode ? [2, 4] : [1, 1]
    const row = this.#rows[Math.floor(y / down)]
    const column = Math.floor(x / across)
    if (row === undefined || column < 0 || column >= row.length) return
    const bit = this.#unicode ? (DOTS[y % 4]?.[x % 2] ?? 0) : 1
    row[column] = (row[column] ?? 0) | bit
  }

  /** A straight line of dots, both ends included (Bresenham, 1965). */
  line(x0: number, y0: number, x1: number, y1: number): void {
    const [dx, dy] = [Math.abs(x1 - x0), -Math.abs(y1 - y0)]
    const [stepX, stepY] = [Math.sign(x1 - x0), Math.sign(y1 - y0)]
    let [x, y, error] = [x0, y0, dx + dy]
    for (;;) {
      this.dot(x, y)
      if (x === x1 && y === y1) return
      const twice = 2 * error
      if (twice >= dy) {
        error += dy
        x += stepX
      }
      if (twice <= dx) {
        error += dx
        y += stepY
      }
    }
  }

  get lines(): string[] {
    const glyph = (bits: number): string => {
      if (bits === 0) return ' '
      return this.#unicode ? String.fromCodePoint(BLANK + bits) : '*'
    }
    return this.#rows.map((row) => Array.from(row, glyph).join(''))
  }
}
