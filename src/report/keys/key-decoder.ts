/** Keys that have no character; Ctrl-C, Ctrl-Z and Ctrl-\ by what they mean. */
export type NamedKey =
  | 'up'
  | 'down'
  | 'page-up'
  | 'page-down'
  | 'home'
  | 'end'
  | 'enter'
  | 'escape'
  | 'interrupt'
  | 'suspend'
  | 'quit'

/** A named key, or the one character that was typed. */
export type Key = NamedKey | (string & {})

const ESC = '\u001b'
const PASTE_BEGIN = '200~'
const PASTE_END = `${ESC}[201~`
/** No sequence of a key is longer. */
const LONGEST = 32

const CONTROLS: ReadonlyMap<string, NamedKey> = new Map([
  ['\r', 'enter'],
  ['\n', 'enter'],
  ['\u0003', 'interrupt'],
  ['\u001a', 'suspend'],
  ['\u001c', 'quit'],
])
/** By what ends a control sequence, and for `~` by its number. */
const SEQUENCES: ReadonlyMap<string, NamedKey> = new Map([
  ['A', 'up'],
  ['B', 'down'],
  ['H', 'home'],
  ['F', 'end'],
  ['1~', 'home'],
  ['7~', 'home'],
  ['4~', 'end'],
  ['8~', 'end'],
  ['5~', 'page-up'],
  ['6~', 'page-down'],
])

/** A key, if it was one, and what it takes; a length of 0 asks for more. */
interface Decoded {
  readonly key?: Key
  readonly length: number
}

/**
 * Makes keys of what a terminal sends, which may be cut anywhere: what could be the beginning of a
 * sequence is kept until more comes, or until {@link flush} says that nothing did. Pasted text
 * (bracketed by the terminal) is no key; neither is a sequence that is not known.
 */
export class KeyDecoder {
  #rest = ''
  #isPasting = false

  /** Whether something is kept that {@link flush} would decide about. */
  get isWaiting(): boolean {
    return this.#rest !== '' || this.#isPasting
  }

  push(text: string): Key[] {
    const keys: Key[] = []
    let input = this.#rest + text
    this.#rest = ''
    while (input !== '') {
      const { key, length }: Decoded = this.#isPasting ? this.#pasted(input) : this.#first(input)
      if (key !== undefined) keys.push(key)
      if (length === 0) {
        this.#rest = input
        break
      }
      input = input.slice(length)
    }
    return keys
  }

  /** Nothing came for a while: a lone escape is the key, and a paste is over. */
  flush(): Key[] {
    const isEscape = this.#rest === ESC && !this.#isPasting
    this.#rest = ''
    this.#isPasting = false
    return isEscape ? ['escape'] : []
  }

  #first(input: string): Decoded {
    const [first = ''] = input
    if (first !== ESC) {
      const control = CONTROLS.get(first)
      if (control !== undefined) return { key: control, length: 1 }
      return /\p{Cc}/u.test(first) ? { length: first.length } : { key: first, length: first.length }
    }
    const second = input[1]
    if (second === undefined) return { length: 0 }
    if (second === 'O') {
      const third = input[2]
      if (third === undefined) return { length: 0 }
      return known(SEQUENCES.get(third), third === ESC ? 2 : 3)
    }
    // Whoever types on at once means the key; so does a terminal that sends Alt like that.
    return second === '[' ? this.#sequence(input) : { key: 'escape', length: 1 }
  }

  #sequence(input: string): Decoded {
    let end = 2
    while (end < input.length && /[\x20-\x3f]/u.test(input[end] ?? '')) end += 1
    const last = input[end]
    if (last === undefined) return { length: end < LONGEST ? 0 : end }
    // Something else has begun in its middle.
    if (!/[\x40-\x7e]/u.test(last)) return { length: end }
    const body = input.slice(2, end + 1)
    if (body === PASTE_BEGIN) this.#isPasting = true
    // `1;5A` is the key `A` with Ctrl held down.
    const name = last === '~' ? `${body.split(/[;~]/u, 1)[0] ?? ''}~` : last
    return known(SEQUENCES.get(name), end + 1)
  }

  #pasted(input: string): Decoded {
    const end = input.indexOf(PASTE_END)
    if (end >= 0) {
      this.#isPasting = false
      return { length: end + PASTE_END.length }
    }
    // The end may have begun.
    for (let kept = Math.min(PASTE_END.length - 1, input.length); kept > 0; kept--) {
      if (PASTE_END.startsWith(input.slice(-kept))) return { length: input.length - kept }
    }
    return { length: input.length }
  }
}

function known(key: NamedKey | undefined, length: number): Decoded {
  return key === undefined ? { length } : { key, length }
}
