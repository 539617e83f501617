import { wordsOfKnob } from './knob.ts'
import { reasonToLeaveOut } from './leave-out.ts'
import { domainFor } from './propose-domain.ts'
import { isLength } from './trial-length.ts'
import type { Knob } from './knob.ts'
import type { LeftOut, ProposedParameter, Proposal } from './proposal.ts'

/**
 * Proposes a search space for what a script lets its caller set, from names, types and defaults. Every
 * knob is in exactly one of `parameters`, `leftOut` and (keys of a config only) `constants` and `unknown`.
 */
export function proposeSpace(knobs: readonly Knob[]): Proposal {
  const parameters: ProposedParameter[] = []
  const leftOut: LeftOut[] = []
  const unknown: string[] = []
  const constants: Record<string, number> = {}
  for (const knob of knobs) {
    const isNeeded = knob.flag === undefined && !knob.isPositional && knob.default === undefined
    const constant = isNeeded ? constantFor(knob) : undefined
    const reason = reasonToLeaveOut(knob)
    const domain = reason === undefined ? domainFor(knob) : undefined
    if (domain !== undefined) parameters.push({ name: knob.name, knob, domain })
    else if (constant !== undefined) constants[knob.name] = constant
    else if (isNeeded) unknown.push(knob.name)
    else leftOut.push(leaveOut(knob, reason))
  }
  return { parameters, constants, unknown, leftOut, epochs: epochsOf(knobs) }
}

function leaveOut(knob: Knob, reason = 'nothing is known of its values'): LeftOut {
  const flag = knob.flag === undefined ? {} : { flag: knob.flag }
  return { name: knob.name, ...flag, reason }
}

function constantFor(knob: Knob): number | undefined {
  const words = wordsOfKnob(knob)
  if (isLength(words)) return 10
  return words.includes('seed') ? 0 : undefined
}

/** Of several the number of epochs, if there is one. */
function epochsOf(knobs: readonly Knob[]): number | undefined {
  const lengths = knobs.flatMap((knob) => {
    const { default: value } = knob
    const words = wordsOfKnob(knob)
    const isCount = typeof value === 'number' && Number.isSafeInteger(value) && value > 0
    return isCount && isLength(words) ? [{ words, value }] : []
  })
  const isEpochs = (words: readonly string[]): boolean => words.some((w) => w.startsWith('epoch'))
  return (lengths.find(({ words }) => isEpochs(words)) ?? lengths[0])?.value
}
