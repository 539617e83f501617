/**
 * A small seeded generator (Tommy Ettinger's Mulberry32) whose whole state is one number, so that a
 * checkpoint can hold it and a resumed training draws what the uninterrupted one would have drawn.
 */
export class Random {
  /** 32 bits; write it to continue where another generator stood. */
  state: number

  constructor(seed: number) {
    this.state = seed >>> 0
  }

  /** Uniform on [0, 1), with 32 random bits. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0
    let z = this.state
    z = Math.imul(z ^ (z >>> 15), z | 1)
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61)
    return ((z ^ (z >>> 14)) >>> 0) / 4294967296
  }

  /** Standard normal (Box and Muller). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()))
    return radius * Math.cos(2 * Math.PI * this.next())
  }

  /** Puts `items` in random order, in place (Fisher and Yates). */
  shuffle(items: Uint32Array): void {
    for (let i = items.length - 1; i > 0; i--) {
      const j = Math.floor(this.next() * (i + 1))
      const item = items[i] as number
      items[i] = items[j] as number
      items[j] = item
    }
  }
}
