import { call, requireInteger, requireRange, requireSize } from './bounds.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { unitStep } from './step.ts'

/**
 * A whole number from [lower, upper), each as likely. `upper` is excluded: `randint(0, 10)` gives 0 to 9.
 *
 * @throws ConfigurationError unless both are whole numbers and `lower < upper`.
 */
export function randint(lower: number, upper: number): Domain<number> {
  return new Domain({
    type: 'randint',
    args: { lower, upper },
    axis: wholeNumbers('randint', lower, upper),
  })
}

/** The axis that `randint` and `qrandint` with a step of 1 share. */
export function wholeNumbers(name: string, lower: number, upper: number): DiscreteAxis {
  requireInteger(name, { lower, upper })
  requireRange(name, lower, upper)
  requireSize(call(name, lower, upper), lower, upper - 1)
  return new DiscreteAxis({ first: lower, last: upper - 1, step: unitStep })
}
