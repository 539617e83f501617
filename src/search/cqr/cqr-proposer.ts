import { chooseBranch } from '../branches.ts'
import { Candidates } from './candidates.ts'
import { Closeness } from './closeness.ts'
import { observe, type Observations } from './observations.ts'
import { MAX_TRIALS, QuantileModel, TREES } from './quantile-model.ts'
import type { Cube } from '../cube.ts'
import type { Known, KnownTrial } from '../history.ts'
import type { Frame, Proposal, Proposer, Thinking } from '../proposer.ts'
import type { CQRRules } from './cqr-options.ts'

/** Candidates are drawn near one of so many of the best trials. */
const PARENTS = 10

/** A model, and what it has been made of. */
interface Fitted {
  readonly model: QuantileModel
  /** The trials, the best first: where some were short, as they would be at the full step. */
  readonly ranking: readonly KnownTrial[]
}

/** Proposes the candidates of which draws from the model are the lowest. */
export class CQRProposer implements Proposer {
  readonly #rules: CQRRules
  readonly #cube: Cube
  readonly #frame: Frame
  /** What is known, in short, when it was last fitted. */
  #key: string | undefined
  #fitted: Fitted | undefined

  constructor(rules: CQRRules, frame: Frame) {
    this.#rules = rules
    this.#cube = frame.cube
    this.#frame = frame
  }

  *propose(known: Known, { random }: Thinking): Generator<Proposal> {
    const fitted = this.#fit(known)
    if (fitted === undefined) return
    const { model, ranking } = fitted
    const { finished, running } = known
    const { numCandidates, allowRepeats } = this.#rules
    const branch = chooseBranch(known, this.#cube, random)
    const parents = ranking.filter((trial) => branch.includes(trial))
    const count = Math.min(PARENTS, Math.ceil(ranking.length / 4))
    const places = parents.slice(0, count).map(({ coordinates }) => coordinates)
    const candidates = new Candidates(branch, places)
    const drawn = Array.from({ length: numCandidates }, () => {
      const coordinates = candidates.draw(random)
      return { coordinates, draw: model.predict(coordinates, random.integer(0, model.size)) }
    }).sort((a, b) => a.draw - b.draw)
    const begun = running.filter(({ values }) => values === undefined)
    // Trees know steps and no slopes: left alone they would have what is best already, over and over.
    const closeness = new Closeness(this.#cube, allowRepeats ? begun : [...finished, ...running])
    const close: Proposal[] = []
    for (const candidate of drawn) {
      if (closeness.isClose(candidate.coordinates)) close.push(candidate)
      else yield candidate
    }
    yield* close
  }

  /** By what was measured: nanoseconds for each thing that is done for each point, bin and tree. */
  isHeavy({ finished, running }: Known): boolean {
    const { quantiles, numCandidates, nStartupTrials } = this.#rules
    const { trees, depth, maxRows, maxFeatures } = TREES
    const sides = this.#cube.sides.length
    const n = Math.min(finished.length + running.length, MAX_TRIALS)
    const counted = Math.min(n, maxRows) * depth * 8 + 2 ** depth * 400
    const tree = Math.min(sides + 1, maxFeatures) * counted + n * 50
    const candidate = trees * depth * 10 + sides * 80
    const nanoseconds = quantiles * trees * tree + numCandidates * candidate
    return finished.length >= nStartupTrials && nanoseconds > 20e6
  }

  /**
   * The model of what is known, which is the same for all that is suggested together; undefined while
   * that is too little, or all the same.
   */
  #fit(known: Known): Fitted | undefined {
    const key = keyOf(known)
    if (this.#key === key) return this.#fitted
    const observations = observe(known)
    const { sound, targets } = observations
    const { nStartupTrials, quantiles } = this.#rules
    const isEnough = sound >= nStartupTrials && targets.some((y) => y !== targets[0])
    const random = this.#frame.random.split('model', targets.length)
    const model = isEnough
      ? new QuantileModel(observations, this.#cube, quantiles, random)
      : undefined
    this.#key = key
    this.#fitted = model && { model, ranking: rank(observations, model) }
    return this.#fitted
  }
}

function rank(
  { trials, targets, steps, fullStep }: Observations,
  model: QuantileModel,
): readonly KnownTrial[] {
  const isShort = steps.some((step) => step < fullStep)
  const median = (model.size - 1) / 2
  const scores = isShort
    ? Float64Array.from(trials, ({ coordinates }) => model.predict(coordinates, median))
    : targets
  return trials
    .map((_, i) => i)
    .sort((a, b) => (scores[a] as number) - (scores[b] as number) || a - b)
    .map((i) => trials[i] as KnownTrial)
}

/** Tells states of knowledge apart between which the model changes. */
function keyOf({ epoch, finished, running }: Known): string {
  const reports = running.flatMap(({ number, values, step }) =>
    values ? [`${number}:${values[0]}:${step}`] : [],
  )
  return `${epoch} ${finished.length} ${reports.join()}`
}
