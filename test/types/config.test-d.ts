import { expectTypeOf, test } from 'vitest'
import { choice } from '../../src/space/choice.ts'
import type { Config, ParamSpace } from '../../src/space/config.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qloguniform } from '../../src/space/qloguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { sampleFrom } from '../../src/space/sample-from.ts'
import { uniform } from '../../src/space/uniform.ts'

/** The shape of the tuner: the space arrives as a property of an options object. */
declare function bestOf<S>(
  trainable: (config: Config<S>) => unknown,
  options: { readonly paramSpace?: S & ParamSpace },
): Config<S>
declare function configOf<S>(options: { readonly paramSpace?: S & ParamSpace }): Config<S>
declare function bounded<S extends ParamSpace>(paramSpace: S): Config<S>

test('every numeric domain gives a number', () => {
  const config = configOf({
    paramSpace: {
      a: uniform(0, 1),
      b: quniform(0, 1, 0.5),
      c: loguniform(1, 2),
      d: qloguniform(1, 2, 1),
      e: randn(),
      f: qrandn(0, 1, 0.5),
      g: randint(0, 2),
      h: qrandint(0, 4, 2),
      i: lograndint(1, 8),
      j: qlograndint(2, 8, 2),
    },
  })
  expectTypeOf(config).toEqualTypeOf<
    Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g' | 'h' | 'i' | 'j', number>
  >()
})

test('a choice gives the union of its literals', () => {
  expectTypeOf(configOf({ paramSpace: { x: choice([32, 64, 128]) } })).toEqualTypeOf<{
    x: 32 | 64 | 128
  }>()
  expectTypeOf(configOf({ paramSpace: { x: choice(['a', 'b']) } })).toEqualTypeOf<{
    x: 'a' | 'b'
  }>()
  expectTypeOf(configOf({ paramSpace: { x: choice([true, null, 1.5]) } })).toEqualTypeOf<{
    x: true | null | 1.5
  }>()
  expectTypeOf(configOf({ paramSpace: { x: choice([8, 16], { ordered: false }) } })).toEqualTypeOf<{
    x: 8 | 16
  }>()
})

test('a choice of a list known only at run time gives its element type', () => {
  const names: string[] = ['a', 'b']
  expectTypeOf(configOf({ paramSpace: { x: choice(names) } })).toEqualTypeOf<{ x: string }>()
})

test('constants keep the types they would have anywhere else', () => {
  const config = configOf({
    paramSpace: { epochs: 10, device: 'cpu', amp: true, none: null, tag: 'x' as const },
  })
  expectTypeOf(config).toEqualTypeOf<{
    epochs: number
    device: string
    amp: boolean
    none: null
    tag: 'x'
  }>()
})

test('objects nest, arrays are tuples', () => {
  const config = configOf({
    paramSpace: {
      model: { depth: randint(1, 5), act: choice(['relu', 'gelu']), name: 'mlp' },
      layers: [choice([32, 64]), uniform(0, 1), 3],
    },
  })
  expectTypeOf(config).toEqualTypeOf<{
    model: { depth: number; act: 'relu' | 'gelu'; name: string }
    layers: [32 | 64, number, number]
  }>()
})

test('an array known only at run time stays an array', () => {
  const layers = Array.from({ length: 3 }, () => uniform(0, 1))
  expectTypeOf(configOf({ paramSpace: { layers } })).toEqualTypeOf<{ layers: number[] }>()
})

test('a choice of objects is a discriminated union', () => {
  const config = configOf({
    paramSpace: {
      optimizer: choice([
        { kind: 'sgd', momentum: uniform(0, 1) },
        { kind: 'adam', betas: [uniform(0, 1), 0.999] },
      ]),
    },
  })
  expectTypeOf(config.optimizer).toEqualTypeOf<
    { kind: 'sgd'; momentum: number } | { kind: 'adam'; betas: [number, 0.999] }
  >()
  if (config.optimizer.kind === 'sgd')
    expectTypeOf(config.optimizer.momentum).toEqualTypeOf<number>()
})

test('domains among the options give their own types', () => {
  expectTypeOf(
    configOf({ paramSpace: { x: choice([0, uniform(5, 6)]), y: choice(['off', choice([1, 2])]) } }),
  ).toEqualTypeOf<{ x: number; y: 'off' | 1 | 2 }>()
})

test('gridSearch is like choice', () => {
  expectTypeOf(
    configOf({ paramSpace: { x: gridSearch(['a', 'b']), y: gridSearch([1, gridSearch([2, 3])]) } }),
  ).toEqualTypeOf<{ x: 'a' | 'b'; y: 1 | 2 | 3 }>()
})

test('sampleFrom gives what its function returns', () => {
  const config = configOf({
    paramSpace: {
      a: sampleFrom((_, random) => 2 ** random.integer(2, 9)),
      b: sampleFrom(() => 'x' as const),
      c: sampleFrom((config: { a: number }) => [config.a, config.a * 2]),
      d: sampleFrom((config) => uniform(0, config.a)),
      e: sampleFrom((config) => ({ deep: config.model.units > 3 })),
    },
  })
  expectTypeOf(config).toEqualTypeOf<{
    a: number
    b: 'x'
    c: number[]
    d: number
    e: { deep: boolean }
  }>()
})

test('a trainable is checked against the space', () => {
  const paramSpace = { lr: loguniform(1e-4, 1e-1), layer1: choice([32, 64]), epochs: 10 }
  const best = bestOf((config: { lr: number; layer1: number; epochs: number }) => config.lr, {
    paramSpace,
  })
  expectTypeOf(best).toEqualTypeOf<{ lr: number; layer1: 32 | 64; epochs: number }>()
  bestOf((config) => expectTypeOf(config.layer1).toEqualTypeOf<32 | 64>(), { paramSpace })
  // @ts-expect-error the space has no parameter of this name
  bestOf((config: { rate: number }) => config.rate, { paramSpace })
  // @ts-expect-error layer1 is a number, not a string
  bestOf((config: { layer1: string }) => config.layer1, { paramSpace })
})

test('functions in the space and the trainable are inferred in one call', () => {
  bestOf((config) => expectTypeOf(config).toEqualTypeOf<{ a: number; b: [number, 'x' | 'y'] }>(), {
    paramSpace: {
      a: sampleFrom((config, random) => random.integer(0, 10) + Number(config.b[0])),
      b: [uniform(0, 1), choice(['x', 'y'])],
    },
  })
})

test('ParamSpace may also be the bound of a type parameter', () => {
  const config = bounded({ a: [choice(['x']), 1], b: { c: true, d: uniform(0, 1) } })
  expectTypeOf(config).toEqualTypeOf<{ a: ['x', number]; b: { c: boolean; d: number } }>()
})

test('a space may be an interface or have optional parts', () => {
  interface MySpace {
    readonly lr: ReturnType<typeof uniform>
    readonly depth?: ReturnType<typeof randint>
  }
  const space: MySpace = { lr: uniform(0, 1) }
  expectTypeOf(configOf({ paramSpace: space })).toEqualTypeOf<{ lr: number; depth?: number }>()
})

test('arguments are checked', () => {
  // @ts-expect-error bounds are numbers
  uniform('0', 1)
  // @ts-expect-error a step is needed
  quniform(0, 1)
  // @ts-expect-error options come as one array
  choice('a', 'b')
  // @ts-expect-error called with two arguments, not three
  sampleFrom((a: unknown, b: unknown, c: unknown) => [a, b, c])
  expectTypeOf(uniform).parameters.toEqualTypeOf<[lower: number, upper: number]>()
})

test('the type of any stays any', () => {
  const anything = JSON.parse('{}')
  expectTypeOf(configOf({ paramSpace: { x: anything } }).x).toBeAny()
})
