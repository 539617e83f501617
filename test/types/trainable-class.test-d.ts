import { expectTypeOf, test } from 'vitest'
import {
  choice,
  run,
  TrainableClass,
  Tuner,
  uniform,
  withParameters,
  withResources,
} from '../../src/index.ts'

class Net extends TrainableClass<{ lr: number; units: number }> {
  step(): { loss: number } {
    return { loss: this.config.lr * this.config.units }
  }
}

test('a class with a declared config is checked against the space', async () => {
  const paramSpace = { lr: uniform(0, 1), units: choice([8, 16]), more: 'than it needs' }
  expectTypeOf(new Tuner(Net, { paramSpace })).toBeObject()
  expectTypeOf(withResources(Net, { cpu: 2 })).toBeObject()
  expectTypeOf(withParameters(Net, { rows: [1, 2] })).toBeObject()
  const { config } = (await run(Net, { paramSpace })).getBestResult()
  expectTypeOf(config).toEqualTypeOf<{ lr: number; units: 8 | 16; more: string }>()
  // @ts-expect-error units is text in the space
  expectTypeOf(new Tuner(Net, { paramSpace: { ...paramSpace, units: 'many' } })).toBeObject()
  // @ts-expect-error there is no lr in the space
  expectTypeOf(new Tuner(Net, { paramSpace: { units: 8 } })).toBeObject()
})

test('what cannot be made and stepped is no trainable', () => {
  class Stranger {
    run(): number {
      return 1
    }
  }
  // @ts-expect-error there is no step()
  expectTypeOf(new Tuner(Stranger)).toBeObject()
  // @ts-expect-error it is abstract
  expectTypeOf(new Tuner(TrainableClass)).toBeObject()
})
