import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { wordsOf } from '../../src/cli/init/knob.ts'
import { proposeSpace } from '../../src/cli/init/propose-space.ts'
import { spaceLines } from '../../src/cli/init/space-text.ts'
import { spaceFromJSON } from '../../src/space/space-json.ts'
import type { Knob } from '../../src/cli/init/knob.ts'
import type { ProposedDomain } from '../../src/cli/init/proposal.ts'

const domain = (name: string, rest: Partial<Knob> = {}): unknown =>
  proposeSpace([{ name, flag: `--${name}`, ...rest }]).parameters[0]?.domain

const reason = (name: string, rest: Partial<Knob> = {}): unknown =>
  proposeSpace([{ name, flag: `--${name}`, ...rest }]).leftOut[0]?.reason

test.each([
  ['lr', 0.001, { type: 'loguniform', min: 1e-5, max: 0.1 }],
  ['learning_rate', 1, { type: 'loguniform', min: 0.01, max: 1 }],
  ['lr', undefined, { type: 'loguniform', min: 1e-5, max: 0.1 }],
  ['lr', 0.0003, { type: 'loguniform', min: 3e-6, max: 0.03 }],
  ['weight_decay', 0, { type: 'loguniform', min: 1e-6, max: 0.01 }],
  ['train_batch_size', 64, { type: 'choice', options: [16, 32, 64, 128] }],
  ['batchSize', 1, { type: 'choice', options: [1, 2] }],
  ['dropout', 0.1, { type: 'uniform', min: 0, max: 0.5 }],
  ['momentum', 0.9, { type: 'uniform', min: 0, max: 0.99 }],
  ['gamma', 0.99, { type: 'uniform', min: 0.9, max: 0.999 }],
  ['num_layers', 2, { type: 'randint', min: 1, max: 5 }],
  ['hidden_size', 128, { type: 'choice', options: [64, 128, 256, 512] }],
  ['warmup_steps', 100, { type: 'randint', min: 0, max: 201 }],
  ['temperature', 0.5, { type: 'loguniform', min: 0.05, max: 5 }],
])('%s with default %j', (name, value, expected) => {
  expect(domain(name, value === undefined ? {} : { default: value })).toEqual(expected)
})

test('choices and switches with two words are choices', () => {
  expect(domain('opt', { choices: ['adam', 'sgd'] })).toEqual({
    type: 'choice',
    options: ['adam', 'sgd'],
  })
  expect(domain('aug', { toggle: { on: '--aug', off: '--no-aug' } })).toEqual({
    type: 'choice',
    options: ['--aug', '--no-aug'],
  })
  expect(domain('nesterov', { default: false })).toEqual({
    type: 'choice',
    options: ['True', 'False'],
  })
})

test('what the script takes limits what is proposed', () => {
  expect(domain('num_layers', { default: 3, kind: 'int', max: 4 })).toEqual({
    type: 'randint',
    min: 1,
    max: 5,
  })
  expect(domain('batch_size', { default: 64, max: 64 })).toEqual({
    type: 'choice',
    options: [16, 32, 64],
  })
})

test.each([
  ['seed', 'a seed'],
  ['num_workers', 'where to compute'],
  ['device', 'where to compute'],
  ['data_dir', 'a path or a data set'],
  ['log_interval', 'about what is printed or kept'],
  ['epochs', 'the scheduler decides how long a trial trains'],
  ['max_steps', 'the scheduler decides how long a trial trains'],
  ['test_batch_size', 'a path or a data set'],
  ['num_classes', 'given by the data'],
  ['lr_decay_steps', 'when something is done'],
  ['anything', 'nothing is known of its values'],
])('%s is left out: %s', (name, expected) => {
  expect(reason(name, { default: 10 })).toBe(expected)
})

test('a switch that cannot be turned off is left out', () => {
  expect(reason('nesterov', { toggle: { on: '--nesterov' } })).toBe(
    'a switch without a word for off',
  )
})

test('keys that a function needs become constants, or are named', () => {
  const { parameters, constants, unknown, leftOut, epochs } = proposeSpace([
    { name: 'lr' },
    { name: 'epochs' },
    { name: 'seed' },
    { name: 'data_dir' },
    { name: 'device', default: 'cpu' },
  ])
  expect(parameters.map(({ name }) => name)).toEqual(['lr'])
  expect(constants).toEqual({ epochs: 10, seed: 0 })
  expect(unknown).toEqual(['data_dir'])
  expect(leftOut.map(({ name }) => name)).toEqual(['device'])
  expect(epochs).toBeUndefined()
})

test('the number of epochs is found, and preferred to other lengths', () => {
  const of = (...knobs: Knob[]): number | undefined => proposeSpace(knobs).epochs
  expect(of({ name: 'max_steps', default: 5000 }, { name: 'num_epochs', default: 14 })).toBe(14)
  expect(of({ name: 'steps', default: 5000 })).toBe(5000)
  expect(of({ name: 'epochs', default: 0 })).toBeUndefined()
})

/** In the words of a stored space. */
function compiled(domain: ProposedDomain): unknown {
  if (domain.type === 'choice') return spaceFromJSON({ x: domain })
  return spaceFromJSON({ x: { type: domain.type, lower: domain.min, upper: domain.max } })
}

const NAMES = (
  'lr learning_rate batch_size dropout momentum gamma weight_decay eps num_layers heads hidden ' +
  'patience mixup warmup warmup_steps alpha epochs seed data_dir x maxDepth rank'
).split(' ')

const number = fc.oneof(
  fc.double({ noNaN: false }),
  fc.double({ min: 0, max: 1 }),
  fc.integer({ min: -10, max: 5000 }),
)

const knobs: fc.Arbitrary<Knob> = fc
  .record(
    {
      name: fc.constantFrom(...NAMES),
      flag: fc.boolean(),
      kind: fc.constantFrom('int', 'float', 'text', 'boolean', 'path', 'other'),
      default: fc.oneof(number, fc.boolean(), fc.constant(null), fc.string()),
      choices: fc.uniqueArray(fc.oneof(fc.string(), fc.integer()), { maxLength: 4, minLength: 1 }),
      min: fc.integer({ min: -5, max: 20 }),
      max: fc.integer({ min: -5, max: 2000 }),
    },
    { requiredKeys: ['name', 'flag'] },
  )
  .map(({ flag, ...knob }) => ({ ...knob, ...(flag ? { flag: `--${knob.name}` } : {}) }))

test('every knob is in exactly one place, and every domain is one that the space takes', () => {
  fc.assert(
    fc.property(fc.uniqueArray(knobs, { selector: ({ name }) => name }), (all) => {
      const { parameters, constants, unknown, leftOut } = proposeSpace(all)
      const places = [
        ...parameters.map(({ name }) => name),
        ...Object.keys(constants),
        ...unknown,
        ...leftOut.map(({ name }) => name),
      ]
      expect(places.sort()).toEqual(all.map(({ name }) => name).sort())
      for (const { domain, knob } of parameters) {
        expect(() => compiled(domain)).not.toThrow()
        if (domain.type === 'choice') continue
        expect(domain.min).toBeGreaterThanOrEqual(Math.min(knob.min ?? -Infinity, domain.min))
        expect(domain.max).toBeLessThanOrEqual(Math.max((knob.max ?? Infinity) + 1, domain.min))
      }
    }),
    { numRuns: 500 },
  )
})

test('what is written is read back by YAML, in lines of at most 100 characters', () => {
  fc.assert(
    fc.property(fc.uniqueArray(knobs, { selector: ({ name }) => name }), (all) => {
      const proposal = proposeSpace(all)
      const lines = spaceLines(proposal)
      expect(lines.filter((line) => line.length > 100)).toEqual([])
      const { space } = parse(lines.join('\n')) as { readonly space: unknown }
      const domains = proposal.parameters.map(({ name, domain }) => [name, domain])
      expect(space).toEqual({ ...Object.fromEntries(domains), ...proposal.constants })
    }),
    { numRuns: 500 },
  )
})

test('names are taken apart', () => {
  expect(wordsOf('--batch-size')).toEqual(['batch', 'size'])
  expect(wordsOf('batchSize')).toEqual(['batch', 'size'])
  expect(wordsOf('model.learning_rate')).toEqual(['model', 'learning', 'rate'])
})
