import * as fc from 'fast-check'
import { choice } from '../../../src/space/choice.ts'
import { lograndint } from '../../../src/space/lograndint.ts'
import { loguniform } from '../../../src/space/loguniform.ts'
import { qlograndint } from '../../../src/space/qlograndint.ts'
import { qloguniform } from '../../../src/space/qloguniform.ts'
import { qrandint } from '../../../src/space/qrandint.ts'
import { qrandn } from '../../../src/space/qrandn.ts'
import { quniform } from '../../../src/space/quniform.ts'
import { randint } from '../../../src/space/randint.ts'
import { randn } from '../../../src/space/randn.ts'
import { uniform } from '../../../src/space/uniform.ts'
import type { Config } from '../search-driver.ts'

/** Every kind of domain, conditions in conditions, constants. */
export const MIXED: Readonly<Record<string, unknown>> = {
  lr: loguniform(1e-5, 1),
  momentum: quniform(0, 1, 0.05),
  depth: randint(1, 9),
  batch: qlograndint(16, 1024, 16),
  noise: randn(0, 1),
  act: choice(['relu', 'gelu', 'silu']),
  size: choice([32, 64, 128, 256]),
  model: choice([
    { kind: 'linear', l2: loguniform(1e-8, 1) },
    {
      kind: 'mlp',
      width: lograndint(8, 257),
      norm: choice([{ kind: 'batch', momentum: uniform(0, 1) }, null, { kind: 'layer' }]),
    },
  ]),
  pair: [uniform(0, 1), qrandint(-4, 4, 2)],
  epochs: 10,
}

/** Four floats: what every algorithm is at home in. */
export const FLOATS: Readonly<Record<string, unknown>> = {
  a: uniform(-2, 2),
  b: uniform(0, 10),
  c: loguniform(1e-3, 1e3),
  d: uniform(0, 1),
}

/** So few configs that each can be tried; each option of `kind` holds another number of them. */
export const SMALL: Readonly<Record<string, unknown>> = {
  kind: choice([{ k: 'a', x: randint(0, 6) }, { k: 'b', y: quniform(0, 1, 0.5) }, { k: 'c' }]),
  z: choice([true, false]),
}
export const SMALL_SIZE = 20

/** 0 at the best config of {@link MIXED}, never NaN. */
export function mixedLoss(config: Config): number {
  const { lr, momentum, depth, batch, noise, act, size, model, pair } = config as {
    lr: number
    momentum: number
    depth: number
    batch: number
    noise: number
    act: string
    size: number
    model: { kind: string; l2?: number; width?: number; norm?: { kind: string } | null }
    pair: [number, number]
  }
  const inner =
    model.kind === 'linear'
      ? 0.3 + ((Math.log10(model.l2 ?? 1) + 4) / 8) ** 2
      : ((Math.log2(model.width ?? 1) - 6) / 5) ** 2 + (model.norm?.kind === 'batch' ? 0 : 0.2)
  return (
    ((Math.log10(lr) + 2) / 5) ** 2 +
    (momentum - 0.9) ** 2 +
    ((depth - 4) / 8) ** 2 +
    (Math.log2(batch / 64) / 6) ** 2 +
    noise ** 2 / 10 +
    (act === 'gelu' ? 0 : 0.1) +
    Math.abs(Math.log2(size / 128)) / 10 +
    (pair[0] - 0.25) ** 2 +
    (pair[1] / 4) ** 2 +
    inner
  )
}

/** 0 at the best config of {@link FLOATS}. */
export function floatsLoss(config: Config): number {
  const { a, b, c, d } = config as { a: number; b: number; c: number; d: number }
  return (a - 0.5) ** 2 + ((b - 7) / 5) ** 2 + (Math.log10(c) / 3) ** 2 + (d - 0.2) ** 2
}

/** A number that follows from all of a config, whatever it is. */
export function anyLoss(config: unknown): number {
  if (typeof config === 'number') return Math.tanh(config)
  if (typeof config === 'string') return (config.length % 7) / 7
  if (typeof config !== 'object' || config === null) return config === true ? 0.5 : 0
  return Object.values(config).reduce<number>((sum, value, i) => sum + anyLoss(value) / (i + 1), 0)
}

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true, noDefaultInfinity: true })
const positive = fc.double({ min: -6, max: 6, noNaN: true }).map((exponent) => 10 ** exponent)
const whole = fc.integer({ min: -100, max: 100 })
const count = fc.integer({ min: 1, max: 1000 })
const step = fc.constantFrom(0.001, 0.05, 0.1, 0.25, 1, 2.5, 10)

function range<T>(
  number: fc.Arbitrary<number>,
  make: (lower: number, upper: number) => T,
): fc.Arbitrary<T> {
  return fc
    .tuple(number, number)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => make(Math.min(a, b), Math.max(a, b)))
}

const domain = fc.oneof(
  range(finite, uniform),
  range(positive, loguniform),
  range(whole, randint),
  range(count, lograndint),
  fc.tuple(finite, positive).map(([mean, sd]) => randn(mean, sd)),
  fc.tuple(whole, step).map(([mean, q]) => qrandn(mean, 5 * q, q)),
  step.chain((q) => range(whole, (lower, upper) => quniform(lower * q, upper * q, q))),
  step.chain((q) => range(count, (lower, upper) => qloguniform(lower * q, upper * q, q))),
  count.chain((q) => range(whole, (lower, upper) => qrandint(lower * q, upper * q, q))),
  count.chain((q) => range(count, (lower, upper) => qlograndint(lower * q, upper * q, q))),
)

const constant = fc.constantFrom('a', 'b', 1, 2.5, true, null)

/** Spaces of a few parameters: objects and arrays, choices of constants and of spaces, all domains. */
export const anySpace: fc.Arbitrary<Record<string, unknown>> = fc.letrec<{
  node: unknown
  record: Record<string, unknown>
}>((tie) => {
  const options = (item: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
    fc
      .tuple(
        fc.array(item, { minLength: 1, maxLength: 4 }),
        fc.constantFrom({}, { ordered: true }, { ordered: false }),
      )
      .map(([list, settings]) => choice(list, settings))
  return {
    node: fc.oneof(
      { maxDepth: 3 },
      { weight: 4, arbitrary: domain },
      { weight: 1, arbitrary: constant },
      { weight: 2, arbitrary: options(constant) },
      { weight: 2, arbitrary: options(tie('node')) },
      { weight: 1, arbitrary: tie('record') },
      { weight: 1, arbitrary: fc.array(tie('node'), { maxLength: 2 }) },
    ),
    record: fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e'), tie('node'), {
      minKeys: 1,
      maxKeys: 4,
      noNullPrototype: true,
    }),
  }
}).record
