import { Random } from '../../src/math/random.ts'
import { hypervolume } from '../../src/math/hypervolume.ts'
import type { Task } from '../functions/task.ts'
import type { Contestant } from './contestant.ts'

/** One run of one searcher. */
export interface Outcome {
  readonly evaluations: number
  /**
   * How good it was by then, only where that changed: `[evaluations, score]`. The score is the value
   * without noise of the config that seemed best, or the hypervolume (every tenth evaluation).
   */
  readonly curve: readonly (readonly [evaluations: number, score: number])[]
  /** In a conditional space: the branch of the config that seemed best, at half time and at the end. */
  readonly branches?: readonly string[]
  /** Median of what one ask and one tell take together, in milliseconds. */
  readonly ms: number
}

/** How far apart the hypervolumes of a curve are. */
const STRIDE = 10

/** Lets a searcher evaluate a task so many times, one config after the other. */
export async function play(
  task: Task,
  contestant: Contestant,
  { seed, evaluations }: { readonly seed: number; readonly evaluations: number },
): Promise<Outcome> {
  const noise = Random.fromSeed('noise').split(task.name, seed)
  const score = task.reference === undefined ? new Incumbent(task) : new Front(task.reference)
  const curve: [number, number][] = []
  const branches: string[] = []
  const times: number[] = []
  for (let n = 1; n <= evaluations; n++) {
    const start = performance.now()
    const config = await contestant.ask()
    const asked = performance.now()
    const values = task.evaluate(config)
    const observed = task.noise === 0 ? values : values.map((v) => v + task.noise * noise.normal())
    const evaluated = performance.now()
    await contestant.tell(observed)
    times.push(asked - start + performance.now() - evaluated)
    score.add(config, values, observed)
    const now = score.at(n)
    if (now !== undefined && now !== curve.at(-1)?.[1]) curve.push([n, now])
    if (n === Math.ceil(evaluations / 2) || n === evaluations) {
      const branch = score.best === undefined ? undefined : task.branch?.(score.best)
      if (branch !== undefined) branches.push(branch)
    }
  }
  times.sort((a, b) => a - b)
  const ms = rounded(times[times.length >> 1] as number, 3)
  return { evaluations, curve, ...(branches.length > 0 && { branches }), ms }
}

/** What the curves of one objective show. */
class Incumbent {
  readonly #task: Task
  #seemed = Number.POSITIVE_INFINITY
  #value = Number.NaN
  best: unknown

  constructor(task: Task) {
    this.#task = task
  }

  add(config: unknown, values: readonly number[], observed: readonly number[]): void {
    const [seems = Number.NaN] = observed
    if (Number.isNaN(seems))
      throw new Error(`${this.#task.name} is NaN at ${JSON.stringify(config)}`)
    if (seems >= this.#seemed) return
    this.#seemed = seems
    this.#value = values[0] as number
    this.best = config
  }

  at(): number {
    return rounded(this.#value, 7)
  }
}

/** What those of several objectives show. */
class Front {
  readonly #reference: readonly number[]
  readonly #points: (readonly number[])[] = []
  readonly best = undefined

  constructor(reference: readonly number[]) {
    this.#reference = reference
  }

  add(_config: unknown, values: readonly number[]): void {
    this.#points.push(values)
  }

  at(n: number): number | undefined {
    if (n % STRIDE !== 0) return undefined
    return rounded(hypervolume(this.#points, this.#reference), 7)
  }
}

function rounded(value: number, digits: number): number {
  return Number(value.toPrecision(digits))
}
