import { wordsOfKnob } from './knob.ts'
import { proposeSpace } from './propose-space.ts'
import { isLength } from './trial-length.ts'
import type { Found } from './found.ts'
import type { Knob } from './knob.ts'
import type { ProposedDomain, Proposal } from './proposal.ts'

/** Proposes a space; for a command that names values itself, one with a domain for each of them. */
export function proposeFor({ knobs }: Found): Proposal {
  const proposal = proposeSpace(knobs)
  const proposed = new Set(proposal.parameters.map(({ name }) => name))
  const guessed = knobs.filter(({ isPlaced, name }) => isPlaced === true && !proposed.has(name))
  if (guessed.length === 0) return proposal
  const isOpen = (name: string): boolean => !guessed.some((knob) => knob.name === name)
  const guesses = guessed.map((knob) => ({
    name: knob.name,
    knob,
    domain: guessFor(knob),
    isGuess: true,
  }))
  return {
    ...proposal,
    parameters: [...proposal.parameters, ...guesses],
    constants: Object.fromEntries(
      Object.entries(proposal.constants).filter(([name]) => isOpen(name)),
    ),
    unknown: proposal.unknown.filter(isOpen),
    leftOut: proposal.leftOut.filter(({ name }) => isOpen(name)),
  }
}

function guessFor(knob: Knob): ProposedDomain {
  const { default: value } = knob
  const isCount = isLength(wordsOfKnob(knob)) || knob.kind === 'int'
  if (!isCount) return { type: 'uniform', min: 0, max: 1 }
  const usual = typeof value === 'number' && value >= 1 && value <= 1e9 ? Math.round(value) : 10
  return { type: 'randint', min: Math.ceil(usual / 2), max: 2 * usual + 1 }
}
