import { describe, expect, it } from 'vitest'
import { ConfigurationError } from '../../src/errors.ts'
import { Random } from '../../src/math/random.ts'
import { PopulationBasedTraining } from '../../src/schedule/pbt/pbt.ts'
import { choice } from '../../src/space/choice.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { quniform } from '../../src/space/quniform.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { uniform } from '../../src/space/uniform.ts'
import { R, ScheduleDriver } from '../support/schedule-driver.ts'

const LR = { hyperparamMutations: { lr: uniform(0, 1) } }

function make(options: Readonly<Record<string, unknown>>): PopulationBasedTraining {
  return new PopulationBasedTraining(options)
}

describe('options of PopulationBasedTraining', () => {
  it.each<[Readonly<Record<string, unknown>>, RegExp]>([
    [{}, /hyperparamMutations is \{\}\. Name the parameters to mutate/],
    [{ hyperparamMutations: {} }, /Name the parameters to mutate/],
    [{ hyperparamMutations: [1] }, /hyperparamMutations is \[1\]\. Give an object/],
    [{ ...LR, timeAttr: '' }, /timeAttr is ""\. Name a reported number/],
    [{ ...LR, metric: 3 }, /metric is 3\./],
    [{ ...LR, mode: 'least' }, /mode is "least"\. Give 'min' or 'max'/],
    [{ ...LR, perturbationInterval: 0 }, /perturbationInterval is 0\. Give a finite number above/],
    [{ ...LR, perturbationInterval: Infinity }, /perturbationInterval is Infinity/],
    [{ ...LR, burnInPeriod: -1 }, /burnInPeriod is -1\. Give a finite number of at least 0/],
    [{ ...LR, burnInPeriod: Number.NaN }, /burnInPeriod is NaN/],
    [{ ...LR, quantileFraction: 0.51 }, /quantileFraction is 0\.51\. Give a number from 0 to 0\.5/],
    [{ ...LR, quantileFraction: -0.1 }, /quantileFraction is -0\.1/],
    [{ ...LR, quantileFraction: Number.NaN }, /quantileFraction is NaN/],
    [{ ...LR, resampleProbability: 1.1 }, /resampleProbability is 1\.1\. Give a number from 0 to/],
    [{ ...LR, resampleProbability: '1' }, /resampleProbability is "1"/],
    [{ ...LR, perturbationFactors: [] }, /perturbationFactors is \[\]\. Give a list of finite/],
    [{ ...LR, perturbationFactors: [1.2, 0] }, /perturbationFactors is \[1\.2,0\]/],
    [{ ...LR, perturbationFactors: 1.2 }, /perturbationFactors is 1\.2/],
    [{ ...LR, customExplore: 'x' }, /customExplore is "x"\. Give a function/],
    [{ ...LR, logConfig: 1 }, /logConfig is 1\. Give true or false/],
    [{ ...LR, requireAttrs: 'no' }, /requireAttrs is "no"\. Give true or false/],
    [{ ...LR, synch: null }, /synch is null\. Give true or false/],
    [{ hyperparamMutations: { a: 'x' } }, /hyperparamMutations\.a is "x"\. Give a list of values/],
    [{ hyperparamMutations: { a: 3 } }, /hyperparamMutations\.a is 3\. Give a list/],
    [{ hyperparamMutations: { a: null } }, /hyperparamMutations\.a is null\. Give a list/],
    [{ hyperparamMutations: { a: { b: new Set([1]) } } }, /\.a\.b is an instance of Set\. Give a/],
    [{ hyperparamMutations: { a: [] } }, /hyperparamMutations\.a is \[\]\. Give at least one/],
    [{ hyperparamMutations: { a: [() => 1] } }, /hyperparamMutations\.a cannot be part of a conf/],
    [{ hyperparamMutations: { a: [uniform(0, 1)] } }, /hyperparamMutations\.a cannot .* a domain/],
    [{ hyperparamMutations: { 'a/b': [1] } }, /a key in hyperparamMutations is "a\/b"\. Param/],
    [{ hyperparamMutations: { a: { '': [1] } } }, /a key in hyperparamMutations is ""/],
    [{ hyperparamMutations: { a: sampleFrom(() => 1) } }, /What sampleFrom computes cannot be mo/],
    [
      { hyperparamMutations: { a: choice([{ b: sampleFrom(() => 1) }]) } },
      /What sampleFrom computes cannot be moved/,
    ],
    [
      { hyperparamMutations: { a: gridSearch([1, 2]) } },
      /gridSearch\(\[1,2\]\)\. A grid cannot be/,
    ],
    [{ hyperparamMutations: { a: { type: 'unifrom', lower: 0 } } }, /\.a is \{"type":"unifrom"/],
  ])('refuses %j', (options, message) => {
    expect(() => make(options)).toThrow(ConfigurationError)
    expect(() => make(options)).toThrow(message)
  })

  it('refuses an option that there is not', () => {
    expect(() => make({ ...LR, perturbation_interval: 3 })).toThrow(
      /no option "perturbation_interval". Did you mean perturbationInterval/,
    )
  })

  it('needs a metric, its own or the tuner’s', () => {
    const setup = { metric: undefined, mode: 'max', random: Random.fromSeed(1) } as const
    expect(() => make(LR).create(setup)).toThrow(
      expect.objectContaining({ code: 'METRIC_REQUIRED', path: ['tuneConfig', 'metric'] }),
    )
    expect(make({ ...LR, metric: 'loss', mode: 'min' })).toMatchObject({
      metric: 'loss',
      mode: 'min',
    })
    const own = new ScheduleDriver(
      make({
        ...LR,
        metric: 'loss',
        mode: 'min',
        timeAttr: 'training_iteration',
        perturbationInterval: 1,
      }),
    ).add('a', 'b')
    own.report('a', { ...R(1, 1, 'loss'), reward: 1 })
    expect(own.report('b', { ...R(1, 2, 'loss'), reward: 2 })).toBe('exploit')
  })

  it('has Ray’s defaults', () => {
    const scheduler = make(LR)
    expect(scheduler.name).toBe('pbt')
    expect(scheduler.toJSON()?.options).toEqual({
      timeAttr: 'time_total_s',
      perturbationInterval: 60,
      burnInPeriod: 0,
      quantileFraction: 0.25,
      resampleProbability: 0.25,
      perturbationFactors: [1.2, 0.8],
      requireAttrs: true,
      synch: false,
      logConfig: true,
      hyperparamMutations: { lr: { type: 'uniform', lower: 0, upper: 1 } },
    })
  })

  it('is not moved by what happens to its options', () => {
    const options = {
      hyperparamMutations: { a: [1, 2], n: { b: [1] } },
      perturbationFactors: [2],
    }
    const scheduler = make(options)
    options.hyperparamMutations.a.push(3)
    options.hyperparamMutations.n.b.length = 0
    options.perturbationFactors.push(-1)
    expect(scheduler.toJSON()?.options).toMatchObject({
      hyperparamMutations: { a: [1, 2], n: { b: [1] } },
      perturbationFactors: [2],
    })
  })

  it('is the same after it has been written down and read', () => {
    const options = {
      metric: 'loss',
      mode: 'min',
      synch: true,
      logConfig: false,
      hyperparamMutations: {
        lr: loguniform(1e-4, 1e-1),
        list: [1, 'a', null, { type: 'uniform' }],
        model: {
          width: quniform(0, 8, 2),
          kind: choice([{ name: 'a', depth: choice([1, 2, 3], { ordered: false }) }, 'b']),
        },
        type: ['x', 'y'],
      },
    }
    const written = JSON.stringify(make(options))
    const read = make((JSON.parse(written) as { options: Record<string, unknown> }).options)
    expect(JSON.stringify(read)).toBe(written)
    const setup = { metric: 'loss', mode: 'min', random: Random.fromSeed(5) } as const
    const draw = (scheduler: PopulationBasedTraining): unknown =>
      scheduler.create(setup).completeConfig?.({}, 2)
    expect(draw(read)).toEqual(draw(make(options)))
  })

  it('cannot be written down when a part of it is code', () => {
    expect(make({ customExplore: (config: unknown) => config }).toJSON()).toBeUndefined()
    const nested = { hyperparamMutations: { a: { b: () => 1 } } }
    expect(make(nested).toJSON()).toBeUndefined()
  })

  it('tells whether to log, and that it changes configs', () => {
    const setup = { metric: 'loss', mode: 'min', random: Random.fromSeed(5) } as const
    expect(make(LR).create(setup)).toMatchObject({ changesConfigs: true, logsExploits: true })
    expect(make({ ...LR, logConfig: false }).create(setup)).toMatchObject({ logsExploits: false })
  })

  it('has a plan', () => {
    const plan = make({ ...LR, timeAttr: 'steps', perturbationInterval: 5, burnInPeriod: 20 })
    expect(plan.plan(10)).toEqual({
      timeAttr: 'steps',
      brackets: [{ trials: 10, rungs: [] }],
      cost: undefined,
      fullCost: undefined,
      notes: [
        'Every 5 steps, from 20 on, the worst 3 of the trials become copies of as many at the upper ' +
          'end, with other parameters.',
        'No trial is stopped: say with a stop rule how far they train.',
      ],
    })
    expect(make({ ...LR, synch: true }).plan(Infinity).notes).toEqual([
      'Every 60 time_total_s, the worst 25 % of the trials become copies of as many at the upper ' +
        'end, with other parameters.',
      'No trial is stopped: say with a stop rule how far they train.',
      'Each trial pauses at every interval until all others have come as far.',
      'There must be an end to the trials: all are waited for.',
    ])
    expect(make({ ...LR, quantileFraction: 0 }).plan(4).notes[0]).toBe(
      'Every 60 time_total_s, trials are looked at, and none is copied.',
    )
  })
})
