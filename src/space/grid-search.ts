import { ConfigurationError, show } from '../errors.ts'
import type { Config } from './config.ts'
import { DiscreteAxis } from './discrete-axis.ts'
import { Domain } from './domain.ts'
import { isOrderedList } from './options.ts'
import { unitStep } from './step.ts'

/**
 * Every one of the values, crossed with all other grids, the whole grid once for each of `numSamples`.
 * Values may hold domains, which are drawn anew for each cell, and further grids.
 *
 * @throws ConfigurationError if there are no values.
 */
export function gridSearch<const O extends readonly unknown[]>(
  values: O,
): Domain<Config<O[number]>> {
  if (!Array.isArray(values)) {
    throw new ConfigurationError(
      'NOT_AN_ARRAY',
      `gridSearch expects an array of values, got ${show(values)}. Write gridSearch([...]).`,
    )
  }
  if (values.length === 0) {
    throw new ConfigurationError(
      'EMPTY_GRID',
      'gridSearch([]) has no values, so that there would be no trial. Give it at least one value.',
    )
  }
  return new Domain({
    type: 'gridSearch',
    options: values,
    enumerated: true,
    axis: new DiscreteAxis({
      first: 0,
      last: values.length - 1,
      step: unitStep,
      ordered: isOrderedList(values),
    }),
  })
}
