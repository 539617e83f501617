import { describe, expect, it } from 'vitest'
import { CLIReporter } from '../../src/report/cli-reporter.ts'
import type { CLIReporterOptions } from '../../src/report/cli-reporter.ts'
import { Columns } from '../../src/report/columns.ts'
import { HandMadeStudy } from './hand-made-study.ts'
import type { TrialOptions } from './hand-made-study.ts'

function columnsOf(
  trials: readonly TrialOptions[],
  options: CLIReporterOptions = {},
  metrics = ['loss'],
): { parameters: string[]; metrics: string[]; columns: Columns; study: HandMadeStudy } {
  const study = new HandMadeStudy()
  const columns = new Columns(new CLIReporter(options), metrics)
  for (const trial of trials) columns.observe(study.add(trial))
  return {
    parameters: columns.parameters.map(({ title }) => title),
    metrics: columns.metrics.map(({ title }) => title),
    columns,
    study,
  }
}

describe('parameter columns', () => {
  it('are named by the last part of their path where that says which', () => {
    const { parameters } = columnsOf([
      { params: { lr: 1, 'model/layer1': 2, 'encoder/width': 3, 'decoder/width': 4 } },
    ])
    expect(parameters).toEqual(['lr', 'layer1', 'encoder/width', 'decoder/width'])
  })

  it('are those of all trials seen, and stay', () => {
    const { parameters } = columnsOf([
      { params: { lr: 1 } },
      { params: { lr: 1, momentum: 2 } },
      { params: { decay: 1, lr: 3 } },
    ])
    expect(parameters).toEqual(['lr', 'momentum', 'decay'])
  })

  it('can be chosen and titled, constants of the config included', () => {
    const { columns, study } = columnsOf(
      [{ params: { lr: 0.1 }, config: { lr: 0.1, model: { layers: 3 } } }],
      { parameterColumns: { 'model/layers': 'depth', lr: 'rate', missing: 'missing' } },
    )
    const [trial] = study.trials
    expect(columns.parameters.map(({ title, value }) => [title, value(trial!)])).toEqual([
      ['depth', 3],
      ['rate', 0.1],
      ['missing', undefined],
    ])
  })
})

describe('metric columns', () => {
  const result = {
    custom_b: 1,
    loss: 0.1,
    val: { f1: 0.5, list: [1, 2] },
    note: 'text',
    training_iteration: 3,
    time_total_s: 4,
    timestamp: 5,
    pid: 6,
    hostname: 'here',
    config: { lr: 1 },
    custom_a: 7,
    custom_c: 8,
  }

  it('are the usual ones that are reported and a few more', () => {
    expect(columnsOf([{ result }]).metrics).toEqual([
      'loss',
      'iter',
      'total time (s)',
      'custom_b',
      'val/f1',
      'custom_a',
    ])
    expect(columnsOf([{ result }], { inferLimit: 0 }).metrics).toEqual([
      'loss',
      'iter',
      'total time (s)',
    ])
  })

  it('begin with a metric of the study that is not a usual one', () => {
    expect(columnsOf([{ result }], { inferLimit: 1 }, ['val/f1']).metrics).toEqual([
      'val/f1',
      'loss',
      'iter',
      'total time (s)',
      'custom_b',
    ])
  })

  it('show the metric of the study even where it is not reported or not chosen', () => {
    expect(columnsOf([{}]).metrics).toEqual(['loss'])
    const chosen = columnsOf([{ result }], { metricColumns: ['training_iteration'] })
    expect(chosen.metrics).toEqual(['training_iteration', 'loss'])
    expect(chosen.columns.metrics.map(({ required }) => required)).toEqual([false, true])
  })

  it('have each title once', () => {
    const both = { mean_loss: 1, loss: 2, mean_accuracy: 3, episode_reward_mean: 4 }
    expect(columnsOf([{ result: both }]).metrics).toEqual(['acc', 'loss', 'reward'])
    const own = columnsOf([{ result: both }], {}, ['mean_loss']).columns.metrics
    expect(own.map(({ key }) => key)).toEqual(['mean_accuracy', 'mean_loss', 'episode_reward_mean'])
  })

  it('are none without a metric and without results', () => {
    expect(new Columns(new CLIReporter(), []).metrics).toEqual([])
  })
})
