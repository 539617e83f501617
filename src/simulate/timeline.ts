/** Something that is to happen; kept by those who may want to {@link Timeline.cancel} it. */
export interface Appointment<T> {
  /** In milliseconds; fractions count. */
  readonly at: number
  readonly what: T
}

interface Entry<T> extends Appointment<T> {
  /** How many were added before it: of equal times the first added comes first. */
  readonly order: number
  /** Where in the heap it is; −1 once it has happened or was cancelled. */
  index: number
}

/**
 * What is to happen at which virtual time: a binary heap. Its time is that of the last thing that
 * happened, and never goes back.
 */
export class Timeline<T> {
  readonly #heap: Entry<T>[] = []
  #now: number
  #added = 0

  /** @param startAt Milliseconds since the epoch. */
  constructor(startAt: number) {
    this.#now = startAt
  }

  /** Milliseconds since the epoch, with fractions. */
  get now(): number {
    return this.#now
  }

  get size(): number {
    return this.#heap.length
  }

  /** Adds what is to happen at a time; a time that has passed means now. */
  add(at: number, what: T): Appointment<T> {
    const entry = {
      at: Math.max(at, this.#now),
      what,
      order: this.#added++,
      index: this.#heap.length,
    }
    this.#heap.push(entry)
    this.#rise(entry)
    return entry
  }

  /** Sees to it that it does not happen. Returns false when it has happened or was cancelled. */
  cancel(appointment: Appointment<T>): boolean {
    const entry = appointment as Entry<T>
    if (this.#heap[entry.index] !== entry) return false
    this.#remove(entry)
    return true
  }

  /** Moves to the next thing that happens and takes it out; undefined when there is none. */
  take(): T | undefined {
    const [first] = this.#heap
    if (first === undefined) return undefined
    this.#remove(first)
    this.#now = first.at
    return first.what
  }

  /** Nothing will happen; time stays where it is. */
  clear(): void {
    for (const entry of this.#heap) entry.index = -1
    this.#heap.length = 0
  }

  #remove(entry: Entry<T>): void {
    const last = this.#heap.pop() as Entry<T>
    if (last !== entry) {
      this.#put(last, entry.index)
      this.#rise(last)
      this.#sink(last)
    }
    entry.index = -1
  }

  #rise(entry: Entry<T>): void {
    while (entry.index > 0) {
      const above = this.#heap[(entry.index - 1) >> 1] as Entry<T>
      if (!isSooner(entry, above)) return
      this.#swap(entry, above)
    }
  }

  #sink(entry: Entry<T>): void {
    for (;;) {
      const left = this.#heap[2 * entry.index + 1]
      if (left === undefined) return
      const right = this.#heap[2 * entry.index + 2]
      const below = right !== undefined && isSooner(right, left) ? right : left
      if (!isSooner(below, entry)) return
      this.#swap(below, entry)
    }
  }

  #swap(one: Entry<T>, other: Entry<T>): void {
    const { index } = one
    this.#put(one, other.index)
    this.#put(other, index)
  }

  #put(entry: Entry<T>, index: number): void {
    this.#heap[index] = entry
    entry.index = index
  }
}

function isSooner<T>(one: Entry<T>, other: Entry<T>): boolean {
  return one.at === other.at ? one.order < other.order : one.at < other.at
}
