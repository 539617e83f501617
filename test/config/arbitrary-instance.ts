import * as fc from 'fast-check'
import { isValid, resolve } from './json-schema-check.ts'
import type { JsonSchema } from './json-schema-check.ts'

/** Data that a schema allows, of limited depth. */
export function instanceOf(
  schema: JsonSchema,
  root: JsonSchema = schema,
  depth = 0,
): fc.Arbitrary<unknown> {
  const inner = (part: JsonSchema): fc.Arbitrary<unknown> => instanceOf(part, root, depth + 1)
  if (schema.$ref !== undefined) return inner(resolve(schema.$ref, root))
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.anyOf && schema.properties) {
    const { anyOf, not, required = [], ...whole } = schema
    const kinds = anyOf.map((kind) => ({
      ...whole,
      required: [...required, ...(kind.required ?? [])],
    }))
    return fc.oneof(...kinds.map(inner)).filter((data) => !not || !isValid(not, data, root))
  }
  if (schema.anyOf) {
    const flat = schema.anyOf.filter((part) => depth < 8 || isFlat(part))
    return fc.oneof(...(flat.length > 0 ? flat : schema.anyOf).map(inner))
  }
  switch (schema.type) {
    case 'object':
      return objectOf(schema, inner)
    case 'array':
      return fc.array(inner(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: 3 })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'string':
      return textOf(schema)
    case 'number':
      return numberOf(schema, false)
    case 'integer':
      return numberOf(schema, true)
    default:
      return fc.constantFrom<unknown>(1, 'a', true, { a: [1] })
  }
}

function isFlat({ type }: JsonSchema): boolean {
  return type !== undefined && type !== 'object' && type !== 'array'
}

function objectOf(
  { properties = {}, required = [], additionalProperties }: JsonSchema,
  inner: (part: JsonSchema) => fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown> {
  const keys = Object.entries(properties).map(([key, part]) => [key, inner(part)] as const)
  const own = fc.record(Object.fromEntries(keys), { requiredKeys: [...required] })
  if (typeof additionalProperties !== 'object') return own
  // A name that is no key of a domain, and is not spelled like one.
  const others = fc.dictionary(fc.stringMatching(/^p[a-z0-9]{1,3}$/), inner(additionalProperties), {
    maxKeys: 3,
  })
  return fc.tuple(own, others).map(([a, b]) => ({ ...b, ...a }))
}

const TEXTS = ['a', '90s', '1h30m', 'loss', 'out/put', 'train_it', 'net.Net']

function textOf({ pattern, minLength = 0 }: JsonSchema): fc.Arbitrary<unknown> {
  const form = new RegExp(pattern ?? '', 'u')
  return fc.constantFrom(...TEXTS.filter((text) => form.test(text) && text.length >= minLength))
}

function numberOf(schema: JsonSchema, isWhole: boolean): fc.Arbitrary<unknown> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema
  const min = minimum ?? (exclusiveMinimum === undefined ? -1000 : exclusiveMinimum + 1e-3)
  const max = maximum ?? (exclusiveMaximum === undefined ? min + 1000 : exclusiveMaximum - 1e-3)
  if (isWhole) return fc.integer({ min: Math.ceil(min), max: Math.floor(Math.min(max, 1e6)) })
  return fc.double({ min, max, noNaN: true }).map((number) => number + 0)
}
