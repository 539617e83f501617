/**
 * Seeded, splittable, serialisable random numbers.
 *
 * A {@link Random} is a xoshiro128** generator (Blackman and Vigna, "Scrambled Linear Pseudorandom
 * Number Generators", 2018) whose state is derived from a key. `split(label)` derives an independent
 * stream from the key and the label alone: it neither consumes nor depends on what has been drawn,
 * so that the stream of trial 7 is the same whatever happened to trials 0 to 6.
 */
export class Random {
  readonly #key: string
  #a: number
  #b: number
  #c: number
  #d: number
  #spareNormal: number | undefined

  private constructor(key: string, state: readonly [number, number, number, number]) {
    this.#key = key
    ;[this.#a, this.#b, this.#c, this.#d] = state
  }

  /** A stream that depends on nothing but `seed`. */
  static fromSeed(seed: number | string): Random {
    const key = String(seed)
    return new Random(key, expand(key))
  }

  /** Continues a stream where {@link state} was taken. */
  static fromState(state: RandomState): Random {
    const random = new Random(state.key, state.words)
    random.#spareNormal = state.spareNormal
    return random
  }

  /** The stream's whole state as plain data. */
  state(): RandomState {
    const words = [this.#a, this.#b, this.#c, this.#d] as const
    return this.#spareNormal === undefined
      ? { key: this.#key, words }
      : { key: this.#key, words, spareNormal: this.#spareNormal }
  }

  /** An independent stream named by `labels`; the same names give the same stream. */
  split(...labels: readonly (string | number)[]): Random {
    // The separator cannot occur in a number and is escaped in strings, so that names never collide.
    const key = labels.reduce<string>((k, label) => `${k}/${JSON.stringify(label)}`, this.#key)
    return new Random(key, expand(key))
  }

  /** A whole number, uniform on [0, 2^32). */
  uint32(): number {
    const b = this.#b
    const product = Math.imul(b, 5)
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0
    const t = b << 9
    this.#c ^= this.#a
    this.#d ^= this.#b
    this.#b ^= this.#c
    this.#a ^= this.#d
    this.#c ^= t
    this.#d = (this.#d << 11) | (this.#d >>> 21)
    return result
  }

  /** A number uniform on [0, 1) with 53 random bits. */
  next(): number {
    const high = this.uint32() >>> 5
    const low = this.uint32() >>> 6
    return (high * 67108864 + low) / 9007199254740992
  }

  /** A number uniform on [lower, upper). */
  uniform(lower: number, upper: number): number {
    const x = lower + this.next() * (upper - lower)
    // Rounding may reach the open end where the range is a few units in the last place wide.
    return x < upper ? x : lower
  }

  /** A whole number uniform on [lower, upper), without modulo bias for spans up to 2^53. */
  integer(lower: number, upper: number): number {
    const span = upper - lower
    if (span <= 4294967296) {
      const limit = 4294967296 - (4294967296 % span)
      let x = this.uint32()
      while (x >= limit) x = this.uint32()
      return lower + (x % span)
    }
    return lower + Math.floor(this.next() * span)
  }

  /** A standard normal number (Marsaglia's polar method). */
  normal(): number {
    if (this.#spareNormal !== undefined) {
      const spare = this.#spareNormal
      this.#spareNormal = undefined
      return spare
    }
    for (;;) {
      const u = 2 * this.next() - 1
      const v = 2 * this.next() - 1
      const s = u * u + v * v
      if (s > 0 && s < 1) {
        const factor = Math.sqrt((-2 * Math.log(s)) / s)
        this.#spareNormal = v * factor
        return u * factor
      }
    }
  }

  /** One of `items`, each as likely. `items` must not be empty. */
  pick<T>(items: readonly T[]): T {
    return items[this.integer(0, items.length)] as T
  }

  /** A new array with the items in random order (Fisher and Yates). */
  shuffle<T>(items: readonly T[]): T[] {
    const result = [...items]
    for (let i = result.length - 1; i > 0; i--) {
      const j = this.integer(0, i + 1)
      ;[result[i], result[j]] = [result[j] as T, result[i] as T]
    }
    return result
  }
}

/** What {@link Random.state} gives: plain, JSON-safe data. */
export interface RandomState {
  readonly key: string
  readonly words: readonly [number, number, number, number]
  readonly spareNormal?: number
}

/** Four words from a key: FNV-1a over its characters, then SplitMix32 steps. */
function expand(key: string): [number, number, number, number] {
  let h1 = 0x811c9dc5
  let h2 = 0x9e3779b9
  for (let i = 0; i < key.length; i++) {
    const code = key.charCodeAt(i)
    h1 = Math.imul(h1 ^ code, 0x01000193)
    h2 = Math.imul(h2 ^ code, 0x85ebca6b)
    h2 ^= h2 >>> 13
  }
  let s = h1 ^ Math.imul(h2, 0xc2b2ae35)
  const mix = (): number => {
    s = (s + 0x9e3779b9) | 0
    let z = s ^ h2
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
    return (z ^ (z >>> 15)) | 0
  }
  const words: [number, number, number, number] = [mix(), mix(), mix(), mix()]
  if ((words[0] | words[1] | words[2] | words[3]) === 0) words[0] = 1
  return words
}
