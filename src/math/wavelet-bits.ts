/**
 * The numbers 0 … n − 1 in some order, n a power of two and at least 32: how many of the first few are
 * at least as large as another takes O(log n) time. A wavelet tree (Grossi, Gupta and Vitter,
 * "High-order entropy-compressed text indexes", SODA 2003), level by level, of log₂(n) / 4 bytes a
 * number.
 */
export class WaveletBits {
  readonly #depth: number
  /** For every word of 32 bits of a level: how many ones there are before it, and the word. */
  readonly #pairs: Uint32Array
  /** How many numbers of {@link WaveletBits.#pairs} a level has. */
  readonly #stride: number

  constructor(numbers: Uint32Array) {
    this.#depth = 31 - Math.clz32(numbers.length)
    this.#stride = 2 * (numbers.length / 32 + 1)
    this.#pairs = new Uint32Array(this.#depth * this.#stride)
    let order = numbers
    for (let level = 0; level < this.#depth; level++) order = this.#fill(level, order)
  }

  /** How many of the first `count` numbers are at least `least`, which is one of them all. */
  countFrom(least: number, count: number): number {
    let among = count
    let start = 0
    let result = 0
    for (let level = 0; level < this.#depth && among > 0; level++) {
      const bit = 1 << (this.#depth - 1 - level)
      // Each node before this one has as many ones as zeros.
      const ones = this.#onesBefore(level, start + among) - (start >>> 1)
      if ((least & bit) === 0) {
        result += ones
        among -= ones
      } else {
        among = ones
        start += bit
      }
    }
    // What is left, if anything, is `least` itself.
    return result + among
  }

  #onesBefore(level: number, position: number): number {
    const pair = level * this.#stride + 2 * (position >>> 5)
    const word = (this.#pairs[pair + 1] as number) & ((1 << (position & 31)) - 1)
    return (this.#pairs[pair] as number) + countOnes(word)
  }

  /** Notes one bit of each number, and returns them in the order of the next level: sorted by it. */
  #fill(level: number, order: Uint32Array): Uint32Array {
    const shift = this.#depth - 1 - level
    const start = level * this.#stride
    const next = new Uint32Array(order.length)
    const places = Uint32Array.from({ length: order.length >>> shift }, (_, node) => node << shift)
    let ones = 0
    for (let i = 0; i < order.length; i++) {
      const number = order[i] as number
      const pair = start + 2 * (i >>> 5)
      const bit = (number >>> shift) & 1
      if ((i & 31) === 0) this.#pairs[pair] = ones
      this.#pairs[pair + 1] = (this.#pairs[pair + 1] as number) | (bit << (i & 31))
      ones += bit
      const node = number >>> shift
      const place = places[node] as number
      next[place] = number
      places[node] = place + 1
    }
    this.#pairs[start + this.#stride - 2] = ones
    return next
  }
}

function countOnes(word: number): number {
  const pairs = word - ((word >>> 1) & 0x55555555)
  const fours = (pairs & 0x33333333) + ((pairs >>> 2) & 0x33333333)
  return Math.imul((fours + (fours >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}
