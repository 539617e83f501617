import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NUMBER_DOMAINS } from '../../src/config/space/domains.ts'
import {
  choice,
  gridSearch,
  lograndint,
  loguniform,
  qlograndint,
  qloguniform,
  qrandint,
  qrandn,
  quniform,
  randint,
  randn,
  uniform,
} from '../../src/index.ts'
import { isDomain } from '../../src/space/domain.ts'
import { compileSpace } from '../../src/space/space.ts'
import { spaceToJSON } from '../../src/space/space-json.ts'
import { numericDomain } from '../space/arbitrary-space.ts'
import { readLines, refusal } from './study-text.ts'

function spaceOf(yaml: string): unknown {
  return readLines(`space: ${yaml}`).options.paramSpace
}

function refused(yaml: string): string {
  return refusal(() => spaceOf(yaml)).message
}

/** What each form of a domain stands for: those of itwinai 0.2, of Ray Tune, and of our own. */
const FORMS = [
  ['{ type: choice, options: [a, 1, true] }', choice(['a', 1, true])],
  ['{ type: choice, categories: [a, 1, true] }', choice(['a', 1, true])],
  ['{ type: choice, values: [3, 1, 2], ordered: yes }', choice([3, 1, 2], { ordered: true })],
  ['{ type: grid_search, options: [1, 2] }', gridSearch([1, 2])],
  ['{ type: grid_search, values: [1, 2] }', gridSearch([1, 2])],
  ['{ type: gridSearch, options: [1, 2] }', gridSearch([1, 2])],
  ['{ type: uniform, min: 1e-5, max: 1e-3 }', uniform(1e-5, 1e-3)],
  ['{ type: uniform, lower: "1e-5", upper: "1e-3" }', uniform(1e-5, 1e-3)],
  ['{ _target_: ray.tune.uniform, lower: .5, upper: +1 }', uniform(0.5, 1)],
  ['{ type: loguniform, min: 1e-5, max: 1e-1 }', loguniform(1e-5, 0.1)],
  ['{ type: LogUniform, lower: 1e-5, upper: 1e-1, base: 2 }', loguniform(1e-5, 0.1)],
  ['{ type: quniform, min: 0, max: 1, q: 0.1 }', quniform(0, 1, 0.1)],
  ['{ type: quniform, lower: 0, upper: 1, q: 0.1 }', quniform(0, 1, 0.1)],
  ['{ type: qloguniform, min: 1, max: 10, q: 0.5, base: 10 }', qloguniform(1, 10, 0.5)],
  ['{ type: randint, min: 1, max: 16_000 }', randint(1, 16_000)],
  ['{ type: randint, lower: 1, upper: 10 }', randint(1, 10)],
  ['{ type: lograndint, low: 1, high: 10 }', lograndint(1, 10)],
  ['{ type: qrandint, min: 2, max: 10, q: 2 }', qrandint(2, 10, 2)],
  ['{ type: qrandint, min: 2, max: 10 }', qrandint(2, 10)],
  ['{ type: qlograndint, lower: 2, upper: 16, q: 2 }', qlograndint(2, 16, 2)],
  ['{ type: randn, mean: 1, stddev: 2 }', randn(1, 2)],
  ['{ type: randn, mean: 1, sd: 2 }', randn(1, 2)],
  ['{ type: randn, mean: 1, std: "2" }', randn(1, 2)],
  ['{ type: randn }', randn()],
  ['{ type: qrandn, mean: 1, stddev: 2, q: 0.5 }', qrandn(1, 2, 0.5)],
  ['{ type: qrandn, mean: 1, sd: 2, step: 0.5 }', qrandn(1, 2, 0.5)],
] as const

/** Spaces as people write them: nested, with conditions, grids and constants. */
const written: fc.Arbitrary<object> = fc.letrec((tie) => {
  const key = fc.constantFrom('lr', 'units', 'Kind', 'a_b', 'model', 'x-1')
  const constant = fc.oneof(
    fc.integer(),
    fc.boolean(),
    fc.constantFrom('adam', 'yes', '1e-5', null),
  )
  const group = fc.dictionary(key, tie('node'), { minKeys: 1, maxKeys: 3 })
  const typed = group.map((entries) => ({ type: 'adam', ...entries }))
  const list = fc.array(tie('plain'), { minLength: 1, maxLength: 3 })
  const leaf = fc.oneof(numericDomain, constant)
  return {
    space: group,
    node: fc.oneof(
      { maxDepth: 3 },
      leaf,
      tie('plain'),
      list.map((values) => gridSearch(values)),
    ),
    plain: fc.oneof(
      { maxDepth: 3 },
      leaf,
      list.map((options) => choice(options)),
      fc.dictionary(key, tie('plain'), { minKeys: 1, maxKeys: 3 }),
      typed.filter((space) => !JSON.stringify(space).includes('gridSearch')),
      fc.array(tie('plain'), { maxLength: 2 }),
    ),
  }
}).space

describe('a space', () => {
  it.each(FORMS)('has domains: %s', (yaml, domain) => {
    const { x } = spaceOf(`{ x: ${yaml} }`) as { readonly x: unknown }
    expect(isDomain(x)).toBe(true)
    expect(JSON.stringify(x)).toBe(JSON.stringify(domain))
  })

  it('has groups, lists, constants, and parameters that only some options have', () => {
    const space = spaceOf(`
  epochs: 1_000
  rate: 1e-3
  quoted: "1e-3"
  words: { type: choice, options: [yes, no, on, off, true, ~] }
  optimizer:
    type: choice
    options:
      - { type: adam }
      - { type: sgd, momentum: { type: uniform, min: 0, max: 1 } }
  layers: [{ units: { type: randint, min: 1, max: 9 } }, 3]
  limits: { type: object, entries: { min: 0, max: 1 } }
  date: 2020-01-01`)
    expect(JSON.parse(JSON.stringify(space))).toEqual({
      epochs: 1000,
      rate: 1e-3,
      quoted: '1e-3',
      words: { type: 'choice', options: ['yes', 'no', 'on', 'off', true, null] },
      optimizer: {
        type: 'choice',
        options: [
          { type: 'adam' },
          { type: 'sgd', momentum: { type: 'uniform', lower: 0, upper: 1 } },
        ],
      },
      layers: [{ units: { type: 'randint', lower: 1, upper: 9 } }, 3],
      limits: { min: 0, max: 1 },
      date: '2020-01-01',
    })
  })

  it('is read as it is stored', () => {
    fc.assert(
      fc.property(written, (space) => {
        const stored = JSON.stringify(spaceToJSON(compileSpace(space)))
        const read = spaceOf(stored)
        expect(JSON.stringify(spaceToJSON(compileSpace(read)))).toBe(stored)
      }),
      { numRuns: 50 },
    )
  })

  it.each([
    [
      '{ lr: { type: logunifrm, min: 1, max: 2 } }',
      '2:22: space.lr: there is no domain "logunifrm". Did you mean loguniform?',
    ],
    [
      '{ lr: { type: uniform, min: 1, maxx: 2 } }',
      '2:39: space.lr: uniform has no maxx. Did you mean max?',
    ],
    ['{ lr: { type: uniform, min: 1 } }', '2:14: space.lr: uniform needs max.'],
    [
      '{ lr: { type: uniform, min: 1, lower: 0, max: 2 } }',
      '2:39: space.lr.lower says the same as min',
    ],
    [
      '{ lr: { type: uniform, min: high, max: 2 } }',
      '2:36: space.lr.min is "high". Give a number.',
    ],
    [
      '{ lr: { type: uniform, min: 3, max: 2 } }',
      '2:14: space.lr: uniform(3, 2): lower must be below upper',
    ],
    ['{ a: { b: { type: choice } } }', '2:18: space.a.b: choice needs options.'],
    ['{ a: { type: choice, options: 3 } }', '2:38: space.a.options is 3. Give a list'],
    ['{ a: { type: choice, options: [] } }', 'choice([]) has nothing to choose from'],
    [
      '{ a: { type: choice, options: [1], ordered: maybe } }',
      'space.a.ordered is "maybe". Give true or false.',
    ],
    ['{ a: { min: 0, max: 1 } }', 'space.a: it has min and max, but no type.'],
    ['{ a: { values: [0, 1] } }', 'space.a: it has values, but no type. Add e.g. type: choice'],
    [
      '{ a: "tune.loguniform(1e-4, 1e-1)" }',
      '2:13: space.a is the text "tune.loguniform(1e-4, 1e-1)". Write a domain as { type: loguniform',
    ],
    ['{ a: { type: sampleFrom } }', 'a function cannot be written in a file'],
    ['[1, 2]', '2:8: space is [1,2]. Give parameters by name'],
    ['5', '2:8: space is 5. Give parameters by name'],
  ])('refuses %s', (yaml, message) => {
    expect(refused(yaml)).toContain(message)
  })

  it('says all that is wrong at once, the schema included', () => {
    const { message } = refusal(() =>
      readLines(
        'trials: many\nspace: { a: { type: uniform }, b: { type: randint, min: x, max: y } }',
      ),
    )
    expect(message.split('\n').map((line) => line.replace(/ (?:Give|It).*/, ''))).toEqual([
      'study.yaml:2:9: trials is "many".',
      'study.yaml:3:13: space.a: uniform needs min.',
      'study.yaml:3:13: space.a: uniform needs max.',
      'study.yaml:3:57: space.b.min is "x".',
      'study.yaml:3:65: space.b.max is "y".',
    ])
  })

  it('knows every domain of numbers that there is', () => {
    for (const name of Object.keys(NUMBER_DOMAINS)) {
      expect(FORMS.some(([yaml]) => yaml.includes(`type: ${name},`))).toBe(true)
    }
  })
})
