import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readEnvironment, readOverride } from '../../src/config/override.ts'
import { plain } from '../../src/config/tree.ts'
import { readLines, refusal } from './study-text.ts'

const FILE = `name: x
trials: 3
search: random
scheduler: asha
space:
  lr: { type: uniform, lower: 0, upper: 1 }
  Layers: { type: choice, options: [1, 2, 3] }
  model.depth: 4
stop: { val/loss: { max: 1 } }
loggers: [csv, { name: tensorboard, prefix: a }]`

function optionsOf(overrides: readonly string[], env = {}) {
  const { options } = readLines(FILE, { overrides, env })
  return JSON.parse(JSON.stringify(options)) as {
    paramSpace: Record<string, unknown>
    tuneConfig: Record<string, unknown>
    runConfig: Record<string, unknown>
  }
}

describe('-o', () => {
  it.each([
    ['trials=5', { tuneConfig: { numSamples: 5 } }],
    ['tune_config.num_samples=1_000', { tuneConfig: { numSamples: 1000 } }],
    ['scheduler.max_t=9', { tuneConfig: { scheduler: { name: 'asha', maxT: 9 } } }],
    ['scheduler.maxT=9', { tuneConfig: { scheduler: { name: 'asha', maxT: 9 } } }],
    ['scheduler=fifo', { tuneConfig: { scheduler: { name: 'fifo' } } }],
    [
      'scheduler={name: hyperband, max_t: 27}',
      { tuneConfig: { scheduler: { name: 'hyperband', maxT: 27 } } },
    ],
    ['search.name=optuna', { tuneConfig: { searchAlg: { name: 'tpe' } } }],
    ['search.metric=loss', { tuneConfig: { metric: 'loss', searchAlg: { name: 'random' } } }],
    ['checkpoints.num_to_keep=2', { runConfig: { checkpointConfig: { numToKeep: 2 } } }],
    ['space.lr.min=0.5', { paramSpace: { lr: { lower: 0.5, upper: 1 } } }],
    ['space.lr=0.5', { paramSpace: { lr: 0.5 } }],
    ['space.new.deep=a b', { paramSpace: { new: { deep: 'a b' } } }],
    ['space."model.depth"=9', { paramSpace: { 'model.depth': 9 } }],
    ['space.Layers.options[1]=7', { paramSpace: { Layers: { options: [1, 7, 3] } } }],
    ['space.Layers.options.3=7', { paramSpace: { Layers: { options: [1, 2, 3, 7] } } }],
    [
      'loggers[1].prefix=b',
      { runConfig: { loggers: [{ name: 'csv' }, { name: 'tensorboard', prefix: 'b' }] } },
    ],
    ['loggers[0].name=json', { runConfig: { loggers: [{ name: 'json' }, {}] } }],
    ['stop.val/loss.max=5', { runConfig: { stop: { 'val/loss': { max: 5 } } } }],
    ['name=a # b', { runConfig: { name: 'a # b' } }],
    ['time_budget=1:30:00', { tuneConfig: { timeBudgetS: 5400 } }],
    ['name= spaces ', { runConfig: { name: 'spaces' } }],
  ])('%s', (override, options) => {
    expect(optionsOf([override])).toMatchObject(options)
  })

  it('takes a key away when nothing is behind it', () => {
    expect(optionsOf(['scheduler=', 'stop=']).tuneConfig).not.toHaveProperty('scheduler')
    expect(optionsOf(['scheduler=', 'stop=']).runConfig).not.toHaveProperty('stop')
  })

  it('counts more than the environment, and that more than the file; the last counts', () => {
    const env = { ATTUNE_TRIALS: '10', ATTUNE_NAME: 'y' }
    expect(optionsOf(['trials=20', 'trials=30'], env)).toMatchObject({
      tuneConfig: { numSamples: 30 },
      runConfig: { name: 'y' },
    })
  })

  it.each([
    ['trials', 'INVALID_OVERRIDE', '-o "trials" is no key.path=value'],
    ['=5', 'INVALID_OVERRIDE', '-o "=5"'],
    ['a..b=5', 'INVALID_OVERRIDE', '-o "a..b=5"'],
    ['a[x]=5', 'INVALID_OVERRIDE', '-o "a[x]=5"'],
    ['trials=x', 'STUDY_FILE_INVALID', '-o trials=x: trials is "x". Give a whole number'],
    [
      'trails=5',
      'STUDY_FILE_INVALID',
      '-o trails=5: A study file has no key "trails". Did you mean trials?',
    ],
    [
      'name.first=5',
      'STUDY_FILE_INVALID',
      '-o name.first=5: name is "x" and has no first. Give name as a whole.',
    ],
    [
      'loggers[5]=csv',
      'STUDY_FILE_INVALID',
      '-o loggers[5]=csv: loggers is a list and has no 5. Its items are 0 to 1.',
    ],
    [
      'scheduler.max_tt=5',
      'STUDY_FILE_INVALID',
      '-o scheduler.max_tt=5: scheduler has no key "max_tt". Did you mean max_t?',
    ],
    ['space.lr.max=-1', 'INVALID_RANGE', 'study.yaml:7:7: space.lr: uniform(0, -1)'],
  ])('refuses %s', (override, code, message) => {
    const error = refusal(() => optionsOf([override]))
    expect(error.code).toBe(code)
    expect(error.message).toContain(message)
  })
})

describe('the environment', () => {
  it.each([
    ['ATTUNE_TRIALS', '5', { tuneConfig: { numSamples: 5 } }],
    ['ATTUNE_NUM_SAMPLES', '5', { tuneConfig: { numSamples: 5 } }],
    ['ATTUNE_MAX_CONCURRENT', '5', { tuneConfig: { maxConcurrentTrials: 5 } }],
    ['ATTUNE_SCHEDULER__MAX_T', '9', { tuneConfig: { scheduler: { name: 'asha', maxT: 9 } } }],
    ['ATTUNE_SPACE__LAYERS__OPTIONS', '[4, 5]', { paramSpace: { Layers: { options: [4, 5] } } }],
    ['ATTUNE_SPACE__LR__MIN', '.25', { paramSpace: { lr: { lower: 0.25 } } }],
    ['ATTUNE_STOP__LOSS', '3', { runConfig: { stop: { loss: 3, 'val/loss': { max: 1 } } } }],
  ])('%s=%s', (name, value, options) => {
    expect(optionsOf([], { [name]: value })).toMatchObject(options)
  })

  it('leaves alone what is for somebody else', () => {
    const env = {
      ATTUNE_OUTPUT: 'json',
      ATTUNE_RESOURCES: '{"cpu":1}',
      ATTUNE_STUDY_NAME: 'outer',
      ATTUNE_TRIAL_ID: 'a',
      ATTUNE_CONFIG: '{}',
      ATTUNE_CHECKPOINT: 'x',
      ATTUNE_TRIALS: '',
      OTHER_TRIALS: '5',
    }
    expect(optionsOf([], env)).toEqual(optionsOf([]))
  })

  it('says which variable is wrong', () => {
    expect(refusal(() => optionsOf([], { ATTUNE_TRIALS: 'x' })).message).toContain(
      'ATTUNE_TRIALS: trials is "x".',
    )
  })
})

describe('the path of an override', () => {
  const name = fc.stringMatching(/^[A-Za-z_][\w/-]{0,8}$/)
  const quoted = fc.stringMatching(/^[a-z. [\]=]{1,8}$/).filter((text) => text.trim() === text)
  const index = fc.nat({ max: 99 })
  const segment = fc.oneof(
    name.map((key) => ({ key, text: key, joined: '.' })),
    quoted.map((key) => ({ key, text: JSON.stringify(key), joined: '.' })),
    index.map((i) => ({ key: String(i), text: `[${i}]`, joined: '' })),
  )
  const value = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(fc.integer()),
    fc.dictionary(name, fc.integer()),
  )

  it('leads to the value, whatever they are', () => {
    fc.assert(
      fc.property(name, fc.array(segment, { maxLength: 4 }), value, (first, others, value) => {
        const path = others.reduce((text, part) => `${text}${part.joined}${part.text}`, first)
        const read = plain(readOverride(`${path}=${JSON.stringify(value)}`))
        const expected = [first, ...others.map(({ key }) => key)].reduceRight<unknown>(
          (inner, key) => ({ [key]: inner }),
          value,
        )
        expect(read).toEqual(expected)
      }),
    )
  })

  it('is refused or read, and never anything else', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          expect(readOverride(text).isPatch).toBe(true)
        } catch (error) {
          expect(error).toMatchObject({ code: 'INVALID_OVERRIDE' })
        }
      }),
    )
  })

  it('of the environment is read from any variable', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, text) => {
        expect(readEnvironment({ [`ATTUNE_SPACE__${name}`]: text }).length).toBeLessThan(2)
      }),
    )
  })
})
