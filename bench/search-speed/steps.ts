import { Random } from '../../src/math/random.ts'
import { createSearcher } from '../../src/search/create-searcher.ts'
import type { Search, Suggestion } from '../../src/search/searcher.ts'
import { compileSpace, type Space } from '../../src/space/space.ts'
import { uniform } from '../../src/space/uniform.ts'

/** What is measured: so many steps of an algorithm after so many finished trials. */
export interface Measurement {
  readonly algorithm: string
  readonly history: number
  readonly steps: number
  readonly dimensions: number
  /** `wall` is what a user waits; `cpu`, of all threads, is nearly the same however busy the machine is. */
  readonly clock: Clock
}

export type Clock = 'wall' | 'cpu'

export function isClock(name: string): name is Clock {
  return name === 'wall' || name === 'cpu'
}

/** In milliseconds, from any beginning. */
const CLOCKS: Readonly<Record<Clock, () => number>> = {
  wall: () => performance.now(),
  cpu() {
    const { user, system } = process.cpuUsage()
    return (user + system) / 1000
  },
}

/** Milliseconds of each step: one ask and one tell. The function that is tuned is not counted. */
export function stepTimes(measurement: Measurement): number[] {
  const { algorithm, history, steps, dimensions, clock } = measurement
  const names = Array.from({ length: dimensions }, (_, i) => `x${i}`)
  const space = compileSpace(Object.fromEntries(names.map((name) => [name, uniform(0, 1)])))
  const random = Random.fromSeed(0)
  const objective = { metric: 'loss', mode: 'min' } as const
  const search = createSearcher(algorithm).create({
    space,
    ...objective,
    objectives: [objective],
    random: random.split('search'),
    numSamples: Number.POSITIVE_INFINITY,
  })
  const study = new TimedStudy(search, CLOCKS[clock])
  if (algorithm === 'cma-es') {
    // Its state is in the trials that it has made itself.
    for (let n = 0; n < history; n++) study.step()
  } else study.tellAll(space, history, random.split('history'))
  return Array.from({ length: steps }, () => study.step())
}

class TimedStudy {
  readonly #search: Search
  readonly #now: () => number
  #count = 0

  constructor(search: Search, now: () => number) {
    this.#search = search
    this.#now = now
  }

  /** Trials that were drawn elsewhere, as a restored study tells them. */
  tellAll(space: Space, count: number, random: Random): void {
    for (let n = 0; n < count; n++) {
      const suggestion = space.sample(random.split(n))
      const id = this.#add(suggestion)
      this.#search.onTrialComplete(id, { loss: loss(suggestion) }, 'completed')
    }
  }

  step(): number {
    const start = this.#now()
    const [suggestion] = this.#search.ask(1).suggestions
    if (suggestion === undefined) throw new Error('The search gave no config.')
    const id = this.#add(suggestion)
    const asked = this.#now()
    const result = { loss: loss(suggestion) }
    const told = this.#now()
    this.#search.onTrialComplete(id, result, 'completed')
    return asked - start + this.#now() - told
  }

  #add(suggestion: Suggestion): string {
    const id = String(this.#count)
    this.#count += 1
    this.#search.onTrialAdded(id, suggestion)
    return id
  }
}

/** A bowl off the centre, as in `peer.py`. */
function loss({ config }: Suggestion): number {
  return Object.values(config as Record<string, number>).reduce((sum, x) => sum + (x - 0.3) ** 2, 0)
}
