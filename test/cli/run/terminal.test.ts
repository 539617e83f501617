import { describe, expect, it } from 'vitest'
import { reporterFor } from '../../../src/cli/run/terminal.ts'
import { CLIReporter } from '../../../src/index.ts'

const keys = { keys: true, json: false }

describe('the reporter of the command line', () => {
  it('is that of the study file, with keys', () => {
    const options = {
      parameterColumns: ['lr', 'model/layers'],
      metricColumns: { loss: 'the loss', acc: 'acc' },
      maxProgressRows: 7,
      sortByMetric: true,
      metric: 'acc',
      mode: 'max',
    } as const
    expect(reporterFor(keys, new CLIReporter(options))).toEqual(
      new CLIReporter({ ...options, keys: true }),
    )
  })

  it('is the usual one where none was wanted', () => {
    expect(reporterFor(keys)).toEqual(new CLIReporter({ keys: true }))
  })

  it('tells events in JSON, and listens to no keys then', () => {
    expect(reporterFor({ keys: true, json: true })).toEqual(new CLIReporter({ format: 'json' }))
  })
})
