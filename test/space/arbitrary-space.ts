import * as fc from 'fast-check'
import { choice } from '../../src/space/choice.ts'
import type { Domain } from '../../src/space/domain.ts'
import { gridSearch } from '../../src/space/grid-search.ts'
import { lograndint } from '../../src/space/lograndint.ts'
import { loguniform } from '../../src/space/loguniform.ts'
import { qlograndint } from '../../src/space/qlograndint.ts'
import { qloguniform } from '../../src/space/qloguniform.ts'
import { qrandint } from '../../src/space/qrandint.ts'
import { qrandn } from '../../src/space/qrandn.ts'
import { quniform } from '../../src/space/quniform.ts'
import { randint } from '../../src/space/randint.ts'
import { randn } from '../../src/space/randn.ts'
import { uniform } from '../../src/space/uniform.ts'

/** Two different numbers, the smaller one first. */
function pair<T extends number>(number: fc.Arbitrary<T>): fc.Arbitrary<readonly [T, T]> {
  return fc
    .tuple(number, number)
    .filter(([a, b]) => a !== b)
    .map(([a, b]) => (a < b ? [a, b] : [b, a]))
}

const finite = fc.double({ min: -1e9, max: 1e9, noNaN: true })
/** From 1e-9 to 1e9, evenly on the logarithm. */
const positive = fc.double({ min: -9, max: 9, noNaN: true }).map((exponent) => 10 ** exponent)
const whole = fc.integer({ min: -1_000_000, max: 1_000_000 })
const count = fc.integer({ min: 1, max: 1_000_000 })
const decimalStep = fc.constantFrom(1e-3, 0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2.5, 3, 10, 1000)
const wholeStep = fc.integer({ min: 1, max: 50 })

/** Domains of real numbers. */
export const continuousDomain: fc.Arbitrary<Domain<number>> = fc.oneof(
  pair(finite).map(([lower, upper]) => uniform(lower, upper)),
  pair(positive).map(([lower, upper]) => loguniform(lower, upper)),
  fc
    .tuple(
      fc.double({ min: -100, max: 100, noNaN: true }),
      fc.double({ min: 0.01, max: 10, noNaN: true }),
    )
    .map(([mean, sd]) => randn(mean, sd)),
)

/** Domains of numbers in steps. */
export const steppedDomain: fc.Arbitrary<Domain<number>> = fc.oneof(
  pair(whole).map(([lower, upper]) => randint(lower, upper)),
  pair(count).map(([lower, upper]) => lograndint(lower, upper)),
  fc.tuple(pair(whole), wholeStep).map(([[a, b], q]) => qrandint(a * q, b * q, q)),
  fc.tuple(pair(count), wholeStep).map(([[a, b], q]) => qlograndint(a * q, b * q, q)),
  fc.tuple(pair(whole), decimalStep).map(([[a, b], q]) => quniform(a * q, b * q, q)),
  fc.tuple(pair(count), decimalStep).map(([[a, b], q]) => qloguniform(a * q, b * q, q)),
  fc
    .tuple(finite, decimalStep, fc.double({ min: 0.01, max: 1e5, noNaN: true }))
    .map(([mean, q, r]) => qrandn(mean, q * r, q)),
)

/** Any domain whose picks are values. */
export const numericDomain: fc.Arbitrary<Domain<number>> = fc.oneof(continuousDomain, steppedDomain)

/** Everything that a config can hold, keys that look like parts of the language among them. */
export const plainData: fc.Arbitrary<unknown> = fc.letrec((tie) => ({
  data: fc.oneof(
    { maxDepth: 3 },
    fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null)),
    fc.array(tie('data'), { maxLength: 3 }),
    record(tie('data')),
  ),
})).data

function record(value: fc.Arbitrary<unknown>): fc.Arbitrary<Record<string, unknown>> {
  const key = fc.oneof(
    fc.constantFrom('a', 'b', 'c', 'type', 'kind', 'options', 'entries', 'lower', '__proto__'),
    fc.string({ minLength: 1, maxLength: 4 }).filter((name) => !name.includes('/')),
  )
  return fc
    .uniqueArray(fc.tuple(key, value), { maxLength: 4, selector: ([name]) => name })
    .map((entries) => Object.fromEntries(entries))
}

/** The value of a key `type`, which makes constants look like domains. */
const typeName = fc.constantFrom('uniform', 'choice', 'object', 'sampleFrom', 'relu')

/** Search spaces: nested objects and arrays, constants, conditionals; without `sampleFrom`. */
export function paramSpace(
  options: { readonly grids?: boolean } = {},
): fc.Arbitrary<Record<string, unknown>> {
  const { node } = fc.letrec((tie) => {
    const choiceOf = fc
      .tuple(
        fc.array(tie('inChoice'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom({}, { ordered: true }, { ordered: false }),
      )
      .map(([list, settings]) => choice(list, settings))
    const leaf = fc.oneof({ weight: 4, arbitrary: numericDomain }, plainData, typeName)
    const inner = (name: string): fc.Arbitrary<unknown> =>
      fc.oneof(
        { maxDepth: 4 },
        leaf,
        choiceOf,
        record(tie(name)),
        fc.array(tie(name), { maxLength: 3 }),
      )
    const grid = fc
      .array(tie('node'), { minLength: 1, maxLength: 3 })
      .map((list) => gridSearch(list))
    return {
      inChoice: inner('inChoice'),
      node: options.grids ? fc.oneof({ maxDepth: 4 }, inner('node'), grid) : inner('node'),
    }
  })
  return record(node)
}
