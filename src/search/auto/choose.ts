/** What the choice of an algorithm hangs on. */
export interface Situation {
  /** How many parameters there are, those that only some configs have included. */
  readonly parameters: number
  /** Whether some parameters exist only while another has a certain value. */
  readonly isConditional: boolean
  /** The largest number of values without order that a parameter has; 0 without such a parameter. */
  readonly categories: number
  readonly objectives: number
  readonly isConstrained: boolean
  /** Trials that have ended. */
  readonly finished: number
}

/** An algorithm, and why. */
export interface Chosen {
  readonly algorithm: 'gp' | 'tpe' | 'cma-es' | 'nsga2'
  readonly why: string
}

/** Up to so many trials the best model is worth its time. */
export const SCARCE = 250

/** With more parameters, or values without order, a GP sees little. */
const MANY_PARAMETERS = 50
const MANY_CATEGORIES = 50

/**
 * The algorithm for a situation: a GP while trials are scarce and parameters few; TPE where it would
 * see little; and where trials abound, what needs hardly any time for each: CMA-ES for numbers and
 * one metric, NSGA-II for several.
 */
export function choose(situation: Situation): Chosen {
  const { parameters, isConditional, categories, objectives, isConstrained, finished } = situation
  const several = objectives > 1 ? `, ${objectives} metrics` : ''
  if (finished >= SCARCE && objectives > 1) {
    return { algorithm: 'nsga2', why: `${SCARCE} trials or more${several}` }
  }
  if (finished >= SCARCE && !isConditional && !isConstrained && categories === 0) {
    return { algorithm: 'cma-es', why: `${SCARCE} trials or more, and numbers only` }
  }
  const scarce = `fewer than ${SCARCE} trials`
  if (finished >= SCARCE) {
    const rest = isConstrained ? 'constraints' : 'parameters that are not just numbers'
    return { algorithm: 'tpe', why: `${SCARCE} trials or more, and ${rest}` }
  }
  if (parameters > MANY_PARAMETERS) {
    return { algorithm: 'tpe', why: `more than ${MANY_PARAMETERS} parameters${several}` }
  }
  if (categories > MANY_CATEGORIES) {
    return { algorithm: 'tpe', why: `a choice among ${categories} values without order${several}` }
  }
  return {
    algorithm: 'gp',
    why: `${scarce}, ${parameters} ${parameters === 1 ? 'parameter' : 'parameters'}${several}`,
  }
}
