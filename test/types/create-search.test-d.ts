import { expectTypeOf, test } from 'vitest'
import {
  choice,
  createSearch,
  loguniform,
  restoreSearch,
  sampleFrom,
  uniform,
  type CreateSearchOptions,
  type Measured,
  type SearchState,
  type TrialOutcome,
} from '../../src/search/index.ts'

const search = createSearch(
  {
    lr: loguniform(1e-4, 1e-1),
    layers: [choice([32, 64]), uniform(0, 1)],
    optimizer: choice([{ kind: 'sgd', momentum: uniform(0, 1) }, { kind: 'adam' }]),
    twice: sampleFrom((config) => Number(config.lr) * 2),
    epochs: 10,
  },
  { metric: ['loss', 'latency'], mode: ['min', 'min'], algorithm: 'tpe', seed: 'a' },
)

interface Expected {
  lr: number
  layers: [32 | 64, number]
  optimizer: { kind: 'sgd'; momentum: number } | { kind: 'adam' }
  twice: number
  epochs: number
}

test('a config is typed by the space, without a cast', () => {
  expectTypeOf(search.ask().config).branded.toEqualTypeOf<Expected>()
  expectTypeOf(search.askMany(2)[0]?.config).branded.toEqualTypeOf<Expected | undefined>()
  expectTypeOf(search.best?.config).branded.toEqualTypeOf<Expected | undefined>()
  expectTypeOf(search.best?.value).toEqualTypeOf<number | undefined>()
  expectTypeOf(search.paretoFront[0]?.config).branded.toEqualTypeOf<Expected | undefined>()
  expectTypeOf(search.trials[0]?.config).branded.toEqualTypeOf<Expected | undefined>()
})

test('results are objects, numbers or lists of numbers, and ends have names', () => {
  expectTypeOf<Parameters<typeof search.tell>[1]>().toEqualTypeOf<Measured | undefined>()
  expectTypeOf<{ loss: 1 } | number | number[]>().toExtend<Measured>()
  expectTypeOf<string>().not.toExtend<Measured>()
  expectTypeOf<Parameters<typeof search.tell>[2]>().toEqualTypeOf<TrialOutcome | undefined>()
})

test('a restored search is typed by the space, if that is given', () => {
  const state: SearchState = search.toJSON()
  const space = { x: uniform(0, 1), act: choice(['relu', 'gelu']) }
  const typed = restoreSearch(state, { space })
  expectTypeOf(typed.ask().config).branded.toEqualTypeOf<{ x: number; act: 'relu' | 'gelu' }>()
  const loose = restoreSearch(state)
  expectTypeOf(loose.ask().config).toEqualTypeOf<Readonly<Record<string, unknown>>>()
})

test('the mode must be given, and be one', () => {
  expectTypeOf<{ metric: 'loss'; mode: 'min' }>().toExtend<CreateSearchOptions>()
  expectTypeOf<{ metric: 'loss' }>().not.toExtend<CreateSearchOptions>()
  expectTypeOf<{ mode: 'minimize' }>().not.toExtend<CreateSearchOptions>()
})
