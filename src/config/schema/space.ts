import { z } from 'zod'
import { DOMAIN_NAMES, LIST_DOMAINS, NUMBER_DOMAINS } from '../space/domains.ts'
import { Boxed, unboxed } from './boxed.ts'
import { block, option, required } from './block.ts'
import { flag, number } from './leaf.ts'
import type { Shape } from './block.ts'

const ARGUMENTS: Readonly<Record<string, string>> = {
  min: 'Smallest value.',
  max: 'Largest value; excluded for randint, lograndint, uniform and loguniform.',
  q: 'Distance between two values; min and max are multiples of it.',
  base: 'Base of the logarithm. It does not change what is drawn.',
  mean: 'Mean of the normal distribution.',
  sd: 'Standard deviation of the normal distribution.',
}

const DOMAINS: Readonly<Record<string, string>> = {
  uniform: 'A number, each as likely.',
  quniform: 'A multiple of q, each as likely.',
  loguniform: 'A number, each order of magnitude as likely.',
  qloguniform: 'A multiple of q, on a logarithmic scale.',
  randint: 'A whole number from min to max - 1.',
  qrandint: 'A whole multiple of q, max included.',
  lograndint: 'A whole number from min to max - 1, on a logarithmic scale.',
  qlograndint: 'A whole multiple of q, on a logarithmic scale.',
  randn: 'A number from a normal distribution.',
  qrandn: 'A multiple of q from a normal distribution.',
  choice: 'One of the options; options may hold domains in turn.',
  grid_search: 'Every one of the options, crossed with all other grids.',
}

// For editors: a space is read by its own reader, which can say more about it.
const domain: z.ZodType = z.union(
  DOMAIN_NAMES.map((name) => {
    const type = z.literal(name).meta({ description: DOMAINS[name] ?? name })
    return block({ type, ...argumentsOf(name) }, DOMAINS[name])
  }) as unknown as [z.ZodType, ...z.ZodType[]],
)

function argumentsOf(name: string): Shape {
  const numbers = NUMBER_DOMAINS[name]
  if (numbers) {
    return Object.fromEntries(
      Object.entries(numbers.defaults).map(([key, otherwise]) => {
        const description = ARGUMENTS[key] ?? key
        const schema =
          otherwise === undefined
            ? required(number(), description)
            : option(number(), description, otherwise)
        return [key, schema]
      }),
    )
  }
  const options = required(z.array(z.lazy(() => node)).min(1), 'The values.')
  if (!(name in LIST_DOMAINS) || name !== 'choice') return { options }
  const ordered = option(
    flag(),
    'Whether neighbouring options are alike. Default: true for three or more numbers in order.',
  )
  return { options, ordered }
}

/** A map without a type of ours: a group of parameters, or constants. */
const group: z.ZodType = z
  .record(
    z.string(),
    z.lazy(() => node),
  )
  .meta({ not: { properties: { type: { enum: DOMAIN_NAMES } }, required: ['type'] } })

const scalar: z.ZodType = z.union([z.number(), z.string(), z.boolean(), z.null()])

const node: z.ZodType = z
  .union([scalar, domain, z.array(z.lazy(() => node)), group])
  .meta({ id: 'parameter' })

/** A part of a study file that its own reader reads. */
function unread(schema: z.ZodType, wanted: string): z.ZodType {
  return z.preprocess(
    (given) => {
      const isMap = typeof given === 'object' && !(given instanceof Boxed) && !Array.isArray(given)
      return isMap ? {} : unboxed(given)
    },
    z.record(z.string(), schema, { error: wanted }),
  )
}

/** The space. */
export function space(): z.ZodType {
  return unread(
    node,
    'Give parameters by name, e.g. lr: { type: loguniform, min: 1e-5, max: 1e-1 }.',
  )
}

/** Arguments, any of which may be a domain. */
export function values(wanted: string): z.ZodType {
  return unread(node, wanted)
}

/** The parameters that a population changes. */
export function mutations(): z.ZodType {
  return unread(
    node,
    'Give parameters by name, e.g. lr: { type: loguniform, min: 1e-5, max: 1e-1 }.',
  )
}
