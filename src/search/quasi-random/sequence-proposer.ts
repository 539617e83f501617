import { Halton } from '../../math/halton.ts'
import { Sobol } from '../../math/sobol.ts'
import type { Known } from '../history.ts'
import type { Frame, Proposal, Proposer } from '../proposer.ts'
import type { QuasiRandomRules } from './quasi-random-options.ts'

/** Proposes the points of a sequence, one after the other. */
export class SequenceProposer implements Proposer {
  readonly #sequence: { point(n: number): Float64Array }
  /** How far the points are ahead of the suggestions. */
  readonly #lead: number

  constructor({ sequence, scramble, points }: QuasiRandomRules, { cube, random }: Frame) {
    const make = sequence === 'sobol' ? Sobol : Halton
    this.#sequence = new make(cube.sides.length, scramble ? random : undefined)
    // Point 0 is the corner of all lower ends where nothing moves it.
    this.#lead = (scramble ? 0 : 1) - points.length
  }

  propose({ next }: Known): readonly Proposal[] {
    return [{ coordinates: this.#sequence.point(Math.max(0, next + this.#lead)) }]
  }
}
