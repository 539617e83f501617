import { Writable } from 'node:stream'

/**
 * A terminal's screen: interprets what is written as xterm does, as far as reports need it, and throws
 * at an escape sequence that it does not know. Every character is one cell wide.
 */
export class Screen {
  columns: number
  rows: number
  cursorIsHidden = false
  wraps = true
  marksPastes = false
  /** Lines that have left the screen at its top. */
  readonly history: string[] = []
  #lines: string[][] = [[]]
  #x = 0
  #y = 0

  constructor(columns: number, rows: number) {
    this.columns = columns
    this.rows = rows
  }

  /** What is visible, without spaces and empty lines at the end. */
  get text(): string {
    return this.visible.join('\n')
  }

  get visible(): string[] {
    const lines = this.#lines.map((line) => line.join('').trimEnd())
    while (lines.at(-1) === '') lines.pop()
    return lines
  }

  /** All that was ever written and not erased. */
  get everything(): string {
    return [...this.history, ...this.visible].join('\n')
  }

  write(text: string): void {
    const tokens = /\p{Cc}\[(\??)([0-9;]*)([A-Za-z])|\n|\r|\P{Cc}/gu
    let end = 0
    for (const match of text.matchAll(tokens)) {
      if (match.index !== end) throw new Error(`not understood: ${JSON.stringify(text.slice(end))}`)
      end = match.index + match[0].length
      if (match[0] === '\n') this.#newLine()
      else if (match[0] === '\r') this.#x = 0
      else if (match[3] === undefined) this.#put(match[0])
      else this.#control(`${match[1] ?? ''}${match[3]}`, match[2] ?? '')
    }
    if (end !== text.length) throw new Error(`not understood: ${JSON.stringify(text.slice(end))}`)
  }

  #newLine(): void {
    this.#x = 0
    this.#y += 1
    if (this.#y < this.rows) {
      this.#lines[this.#y] ??= []
      return
    }
    this.#y = this.rows - 1
    this.history.push((this.#lines.shift() ?? []).join('').trimEnd())
    this.#lines[this.#y] = []
  }

  #put(character: string): void {
    if (this.#x === this.columns) {
      if (this.wraps) this.#newLine()
      else this.#x -= 1
    }
    const line = (this.#lines[this.#y] ??= [])
    while (line.length < this.#x) line.push(' ')
    line[this.#x] = character
    this.#x += 1
  }

  #control(name: string, argument: string): void {
    switch (name) {
      case 'A':
        this.#y = Math.max(0, this.#y - Number(argument || 1))
        break
      case 'K':
        // At the right edge the cursor stands on the last character, which is cleared, too.
        this.#lines[this.#y]?.splice(Math.min(this.#x, this.columns - 1))
        break
      case 'J':
        if (this.#x === 0 && this.#y === 0) throw new Error('some terminals keep a copy of this')
        this.#lines[this.#y]?.splice(this.#x)
        this.#lines.splice(this.#y + 1)
        break
      case 'm':
        break
      case '?h':
      case '?l':
        this.#mode(argument, name === '?h')
        break
      default:
        throw new Error(`unknown sequence ${name}`)
    }
  }

  #mode(number: string, on: boolean): void {
    if (number === '25') this.cursorIsHidden = !on
    else if (number === '7') this.wraps = on
    else if (number === '2004') this.marksPastes = on
    else if (number !== '2026') throw new Error(`unknown mode ${number}`)
  }
}

/** A stream that leads to a screen; several may lead to the same one. */
export class FakeTerminal extends Writable {
  readonly isTTY = true
  readonly screen: Screen
  /** Everything written, as it was written. */
  raw = ''

  constructor(screen: Screen) {
    super({ decodeStrings: false })
    this.screen = screen
  }

  get columns(): number {
    return this.screen.columns
  }

  get rows(): number {
    return this.screen.rows
  }

  override _write(chunk: string | Buffer, _: string, done: () => void): void {
    const text = chunk.toString()
    this.raw += text
    this.screen.write(text)
    done()
  }
}

/** A stream that leads to a file or a pipe. */
export class FakePipe extends Writable {
  text = ''

  constructor() {
    super({ decodeStrings: false })
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1)
  }

  override _write(chunk: string | Buffer, _: string, done: () => void): void {
    this.text += chunk.toString()
    done()
  }
}
