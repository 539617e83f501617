import { describe, expect, it } from 'vitest'
import { withKeys } from '../../../src/cli/run/with-keys.ts'
import { CLIReporter } from '../../../src/index.ts'

describe('a reporter with keys', () => {
  it('is otherwise as it was', () => {
    const options = {
      parameterColumns: ['lr', 'model/layers'],
      metricColumns: { loss: 'the loss', acc: 'acc' },
      maxProgressRows: 7,
      sortByMetric: true,
      metric: 'acc',
      mode: 'max',
    } as const
    expect(withKeys(new CLIReporter(options))).toEqual(new CLIReporter({ ...options, keys: true }))
  })

  it('is the usual one where none was wanted', () => {
    expect(withKeys()).toEqual(new CLIReporter({ keys: true }))
  })
})
