import { sameData } from '../../space/data.ts'
import type { Layout } from './layout.ts'

/** What one trial gained over one interval. */
export interface Improvement {
  /** How far it was at the end of it. */
  readonly time: number
  /** Its score at the start of it. */
  readonly before: number
  /** Where its parameters lie for the model. */
  readonly place: Float64Array
  /** Change of score by change of time. */
  readonly rate: number
}

/** A trial as it was seen last. */
interface Look {
  readonly time: number
  readonly score: number
  readonly values: readonly unknown[]
}

/** As many as the model may be made from. */
const KEPT = 1000

/** What the model learns from: how much trials gained, and which choices nothing is known of yet. */
export class Improvements {
  readonly #layout: Layout
  readonly #looks: Map<string, Look> = new Map()
  readonly #pending: Map<string, Float64Array> = new Map()
  /** By rising time. */
  readonly #list: Improvement[] = []
  #version = 0

  constructor(layout: Layout) {
    this.#layout = layout
  }

  /** By rising time, the last thousand. */
  get list(): readonly Improvement[] {
    return this.#list
  }

  /** Another one whenever {@link list} is another one. */
  get version(): number {
    return this.#version
  }

  /** Choices whose trials have not been looked at since, that of one trial aside. */
  pendingWithout(trial: string): readonly Float64Array[] {
    return [...this.#pending].flatMap(([id, place]) => (id === trial ? [] : [place]))
  }

  /** A trial is here now. What it gained counts if its parameters and its clock have gone on. */
  look(trial: string, time: number, score: number, config: unknown): void {
    const values = this.#layout.valuesOf(config)
    const before = this.#looks.get(trial)
    this.#looks.set(trial, { time, score, values })
    this.#pending.delete(trial)
    if (before === undefined || !sameData(before.values, values)) return
    const place = this.#layout.placeOf(values)
    const rate = (score - before.score) / (time - before.time)
    if (place === undefined || !(time > before.time) || !Number.isFinite(rate)) return
    this.#insert({ time, before: before.score, place, rate })
  }

  /** Parameters have been chosen for a trial. */
  choose(trial: string, config: unknown): void {
    const place = this.#layout.placeOf(this.#layout.valuesOf(config))
    if (place === undefined) this.#pending.delete(trial)
    else this.#pending.set(trial, place)
  }

  /** A trial has become a copy of another with other parameters: it starts where that was seen last. */
  copy(trial: string, from: string, config: unknown): void {
    const look = this.#looks.get(from)
    if (look === undefined) this.#looks.delete(trial)
    else this.#looks.set(trial, { ...look, values: this.#layout.valuesOf(config) })
    this.choose(trial, config)
  }

  /** A trial has ended. */
  forget(trial: string): void {
    this.#looks.delete(trial)
    this.#pending.delete(trial)
  }

  #insert(improvement: Improvement): void {
    let at = this.#list.length
    while (at > 0 && (this.#list[at - 1] as Improvement).time > improvement.time) at -= 1
    this.#list.splice(at, 0, improvement)
    if (this.#list.length > KEPT) this.#list.shift()
    this.#version += 1
  }
}
