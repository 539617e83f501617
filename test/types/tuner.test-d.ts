import { expectTypeOf, test } from 'vitest'
import { Tuner, choice, loguniform, report, run, sampleFrom, uniform } from '../../src/index.ts'

test('the config of the best result is typed by the space', async () => {
  const tuner = new Tuner(
    async (config) => {
      expectTypeOf(config.lr).toEqualTypeOf<number>()
      expectTypeOf(config.layers).toEqualTypeOf<[32 | 64, number]>()
      await report({ loss: config.lr * config.layers[0] })
    },
    {
      paramSpace: {
        lr: loguniform(1e-4, 1e-1),
        layers: [choice([32, 64]), uniform(0, 1)],
        optimizer: choice([{ kind: 'sgd', momentum: uniform(0, 1) }, { kind: 'adam' }]),
        twice: sampleFrom((config) => Number(config.lr) * 2),
        epochs: 10,
        amp: true,
      },
      tuneConfig: { metric: 'loss', mode: 'min', numSamples: 20 },
    },
  )
  const { config } = (await tuner.fit()).getBestResult()
  expectTypeOf(config).toEqualTypeOf<{
    lr: number
    layers: [32 | 64, number]
    optimizer: { kind: 'sgd'; momentum: number } | { kind: 'adam' }
    twice: number
    epochs: number
    amp: boolean
  }>()
})

test('a trainable with a declared config is checked against the space', () => {
  const train = (config: { lr: number; units: number }): number => config.lr * config.units
  expectTypeOf(
    new Tuner(train, { paramSpace: { lr: uniform(0, 1), units: choice([8, 16]) } }),
  ).toBeObject()
  // @ts-expect-error units is text in the space
  expectTypeOf(new Tuner(train, { paramSpace: { lr: uniform(0, 1), units: 'many' } })).toBeObject()
})

test('the one-call form types its config, too', async () => {
  const results = await run((config) => config.x * 2, {
    paramSpace: { x: uniform(0, 1), act: choice(['relu', 'gelu']) },
    metric: '_metric',
    mode: 'max',
  })
  expectTypeOf(results.getBestResult().config).toEqualTypeOf<{ x: number; act: 'relu' | 'gelu' }>()
})
