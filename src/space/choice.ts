import { ConfigurationError, show } from '../errors.ts'
import type { Config } from './config.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { isOrderedList, someDomain } from './options.ts'
import { unitStep } from './step.ts'

/** Options of {@link choice}. */
export interface ChoiceOptions {
  /**
   * Whether neighbouring options are alike, so that a model may learn from one about the next. Default:
   * true for three or more numbers that only rise or only fall, e.g. `[32, 64, 128]`, else false.
   */
  readonly ordered?: boolean
}

/**
 * One of the options, each as likely; an option given twice is twice as likely. Options may be any
 * plain data, and may hold domains in turn, which then exist only in configs of that option.
 *
 * @example choice(['adam', 'sgd'])
 * @example choice([{ kind: 'sgd', momentum: uniform(0, 1) }, { kind: 'adam' }])
 * @throws ConfigurationError if there are no options, or if one holds a `gridSearch`.
 */
export function choice<const O extends readonly unknown[]>(
  options: O,
  { ordered }: ChoiceOptions = {},
): Domain<Config<O[number]>> {
  if (!Array.isArray(options)) {
    throw new ConfigurationError(
      'NOT_AN_ARRAY',
      `choice expects an array of options, got ${show(options)}. Write choice([...]).`,
    )
  }
  if (options.length === 0) {
    throw new ConfigurationError(
      'EMPTY_CHOICE',
      'choice([]) has nothing to choose from. Give it at least one option.',
    )
  }
  if (someDomain(options, (domain) => domain.enumerated)) {
    throw new ConfigurationError(
      'GRID_IN_CHOICE',
      `A gridSearch inside a choice cannot be honoured: whether it is visited would depend on what is ` +
        `drawn, got ${show(options)}. Use choice inside, or gridSearch outside.`,
    )
  }
  return new Domain({
    type: 'choice',
    args: ordered === undefined ? {} : { ordered },
    options,
    axis: new DiscreteAxis({
      first: 0,
      last: options.length - 1,
      step: unitStep,
      ordered: ordered ?? isOrderedList(options),
    }),
  })
}
