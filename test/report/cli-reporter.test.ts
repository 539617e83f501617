import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { CLIReporter } from '../../src/report/cli-reporter.ts'

function refusal(options: unknown): unknown {
  try {
    return new CLIReporter(options as ConstructorParameters<typeof CLIReporter>[0])
  } catch (error) {
    return error
  }
}

describe('CLIReporter', () => {
  it('has the defaults of Ray Tune', () => {
    expect(Object.fromEntries(Object.entries(new CLIReporter()))).toEqual({
      parameterColumns: undefined,
      metricColumns: undefined,
      maxProgressRows: 20,
      maxErrorRows: 20,
      maxColumnLength: 20,
      maxReportFrequency: 5,
      inferLimit: 3,
      sortByMetric: false,
      keys: false,
      metric: undefined,
      mode: undefined,
    })
  })

  it('takes columns as a list and as a map to titles', () => {
    const reporter = new CLIReporter({
      parameterColumns: ['lr', 'model/layer1'],
      metricColumns: { 'val/loss': 'loss', training_iteration: 'epoch' },
    })
    expect(reporter.parameterColumns).toEqual([
      { key: 'lr', title: undefined },
      { key: 'model/layer1', title: undefined },
    ])
    expect(reporter.metricColumns).toEqual([
      { key: 'val/loss', title: 'loss' },
      { key: 'training_iteration', title: 'epoch' },
    ])
    expect(new CLIReporter({ metricColumns: [] }).metricColumns).toBeUndefined()
  })

  it('cannot be changed', () => {
    expect(Object.isFrozen(new CLIReporter())).toBe(true)
  })

  it.each([
    ['maxProgressRows', -1],
    ['maxProgressRows', 1.5],
    ['maxErrorRows', Number.NaN],
    ['maxColumnLength', 3],
    ['maxReportFrequency', -1],
    ['maxReportFrequency', '5'],
    ['inferLimit', '3'],
    ['sortByMetric', 'yes'],
    ['metric', ''],
    ['mode', 'best'],
    ['parameterColumns', 'lr'],
    ['metricColumns', [1]],
    ['metricColumns', { loss: 1 }],
    ['max_progress_rows', 20],
  ])('refuses %s: %j', (name, value) => {
    const error = refusal({ [name]: value })
    expect(error).toBeInstanceOf(ConfigurationError)
    expect(error).toMatchObject({ code: 'INVALID_REPORTER_OPTION', path: [name] })
    expect(String(error)).toContain(name)
  })
})
